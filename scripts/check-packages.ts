// Checks what is shipped: packs each package, has the tarballs judged by publint and attw, then installs them beside each
// other and uses them as a stranger would.
import { spawnSync } from 'node:child_process';
import {
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

/** The installed packages of the repository, our own apart: what the tarballs may depend on. */
function linkDependencies(): void {
  const modules = path.join(root, 'node_modules');
  const own = new Set(PUBLISHED.map((folder) => manifestOf(folder).name));
  mkdirSync(path.join(stranger, 'node_modules'));
  for (const name of readdirSync(modules)) {
    if (!name.startsWith('.') && !own.has(name)) {
      symlinkSync(path.join(modules, name), path.join(stranger, 'node_modules', name));
    }
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
  linkDependencies();
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
