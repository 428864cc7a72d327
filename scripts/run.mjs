// The entry of `npm start`, `npm test` and the other commands: installs what is missing, then runs the command on the
// Node.js that the project pins. Plain JavaScript, because it must run on whatever Node.js the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRED_MAJOR = 24;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const pinnedNode = path.join(
  root,
  'node_modules',
  '.bin',
  process.platform === 'win32' ? 'node.cmd' : 'node',
);

const [command, ...rest] = process.argv.slice(2);
const commands = {
  start: ['apps/server/src/main.ts', 'serve', '--local'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  bench: ['benchmarks/main.ts'],
  soak: ['benchmarks/bad-day.ts'],
  build: ['scripts/build.ts'],
  screenshots: ['scripts/screenshots.ts'],
};

/** Ends the program with one line that says what to do. */
function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function isInstalled() {
  const marker = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs;
}

function install() {
  process.stderr.write('Installing dependencies (npm ci) …\n');
  // The pinned Node.js is not published for every platform. Where this one is new enough, its install script is left out.
  const scripts = process.platform !== 'linux' && isNewEnough(process.version) ? ['--ignore-scripts'] : [];
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...scripts], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) giveUp('Installing failed: see the lines above, then run the command again.');
}

function isNewEnough(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= REQUIRED_MAJOR;
}

/** The Node.js to run on: this one where it is new enough, else the one that the project pins. */
function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  if (existsSync(pinnedNode)) {
    const version = spawnSync(pinnedNode, ['--version'], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (version.status === 0 && isNewEnough(version.stdout)) return pinnedNode;
  }
  return giveUp(
    `Node.js ${REQUIRED_MAJOR} is missing: this is ${process.version}, and the project's own could not be installed ` +
      `for ${process.platform}. Install Node.js ${REQUIRED_MAJOR} or newer (https://nodejs.org) and run the command again.`,
  );
}

if (command === undefined || !Object.hasOwn(commands, command)) {
  giveUp(`Usage: node scripts/run.mjs ${Object.keys(commands).join('|')}`);
}
if (!isInstalled()) install();

const child = spawn(findNode(), [...commands[command], ...rest], {
  cwd: root,
  stdio: 'inherit',
  shell: false,
  env: {
    ...process.env,
    PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
  },
});
// A terminal sends Ctrl-C to the child as well; a supervisor signals only this process, so pass it on. The child decides
// when it has stopped.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
// `npm` passes a signal on to the shell between it and us, and the shell dies without telling anybody.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  child.kill('SIGTERM');
}, 250);
child.on('error', (error) => giveUp(`Node.js could not be started (${error.code ?? 'unknown reason'}).`));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
