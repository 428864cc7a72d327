// Checks what is shipped: packs each package, has the tarballs judged by publint and attw, then installs them beside each
// other and uses them as a stranger would.
import { spawnSync } from 'node:child_process';
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
} finally {
  rmSync(stranger, { recursive: true, force: true });
}
