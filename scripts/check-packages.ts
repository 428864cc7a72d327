// Checks what is shipped: packs each package, has the tarballs judged by publint and attw, then installs them beside each
// other and uses them as a stranger would.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../e2e/free-port.ts';
import { buildPackage, PUBLISHED } from './package-build.ts';

const root = path.resolve(import.meta.dirname, '..');
const stranger = mkdtempSync(path.join(tmpdir(), 'packages-'));

function run(command: string, ...args: readonly string[]): string {
  const result = spawnSync(command, args, {
    cwd: stranger,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  }
  return result.stdout;
}

/** Links what is installed in one `node_modules` folder into another, our own packages apart. */
function linkDependencies(from: string, to: string): void {
  if (!existsSync(from)) return;
  const own = new Set(PUBLISHED.map((folder) => manifestOf(folder).name));
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.') && !own.has(name)) symlinkSync(path.join(from, name), path.join(to, name));
  }
}

function manifestOf(folder: string): {
  name: string;
  exports: Record<string, string>;
  bin?: Record<string, string>;
} {
  return JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as ReturnType<
    typeof manifestOf
  >;
}

/** Starts the server that was installed, with a local Authlete, and fetches its page and every file that the page is made of. */
async function checkPage(program: string): Promise<void> {
  const [port, authletePort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [program, 'serve', '--local', '--port', String(port)], {
    cwd: stranger,
    env: { ...process.env, LOCAL_AUTHLETE_PORT: String(authletePort), LOCAL_AUTHLETE_STATE: 'memory' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready in')) break;
    const count = await fetchModules(`http://127.0.0.1:${port}/`);
    process.stdout.write(`the page of ${path.basename(path.dirname(program))}: ${count} modules\n`);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** @returns how many there are */
async function fetchModules(page: string): Promise<number> {
  const html = await fetchText(page);
  const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1] ?? '{}';
  const { imports = {} } = JSON.parse(importMap) as { imports?: Record<string, string> };
  const waiting = [...html.matchAll(/<script type="module" src="([^"]+)"/g)].map(([, name = '']) => name);
  const fetched = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const url = new URL(name, page).href;
    if (fetched.has(url)) continue;
    fetched.add(url);
    for (const [, next = ''] of (await fetchText(url)).matchAll(
      /^(?:import|export) .*?['"]([^'"]+)['"];$/gm,
    )) {
      waiting.push(new URL(imports[next] ?? next, url).href);
    }
  }
  if (fetched.size < 40) throw new Error(`the page consists of ${fetched.size} modules only`);
  return fetched.size;
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers with ${response.status}`);
  return response.text();
}

try {
  linkDependencies(path.join(root, 'node_modules'), path.join(stranger, 'node_modules'));
  writeFileSync(
    path.join(stranger, 'package.json'),
    '{ "name": "stranger", "private": true, "type": "module" }',
  );
  for (const folder of PUBLISHED) {
    const { name, exports, bin } = manifestOf(folder);
    const dist = buildPackage(folder);
    const tarball = run('npm', 'pack', '--silent', '--pack-destination', stranger, dist).trim();
    run('publint', '--strict', path.join(stranger, tarball));
    run('attw', '--profile', 'esm-only', path.join(stranger, tarball));

    const installed = path.join(stranger, 'node_modules', name);
    mkdirSync(installed);
    run('tar', '-xzf', tarball, '--strip-components=1', '-C', installed);
    // Versions that the repository's other packages do not agree with.
    linkDependencies(path.join(root, folder, 'node_modules'), path.join(installed, 'node_modules'));
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
    const imports = entries
      .map((entry) => `await import(${JSON.stringify(path.posix.join(name, entry))});`)
      .join('\n');
    run(process.execPath, '--input-type=module', '--eval', imports);
    for (const file of Object.values(bin ?? {})) {
      const script = path.join(installed, file.replace('/src/', '/').replace(/\.ts$/, '.js'));
      run(process.execPath, script, '--help');
    }
    process.stdout.write(`${tarball}: ${entries.length} entries\n`);
  }
  await checkPage(path.join(stranger, 'node_modules', 'resource-server', 'main.js'));
} finally {
  rmSync(stranger, { recursive: true, force: true });
}
