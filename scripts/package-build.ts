import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root: string = path.resolve(import.meta.dirname, '..');

/** The folders of the packages that are published, in the order in which they depend on each other. */
export const PUBLISHED: readonly string[] = [
  'packages/resource-server',
  'packages/local-authlete',
  'apps/server',
];

/**
 * Builds one package into its `dist` folder, which is what is published: JavaScript, type declarations and a
 * `package.json` whose entries point to them. In the repository the entries point to the sources, which Node.js runs as
 * they are, so nothing has to be built to work on it.
 */
export function buildPackage(folder: string): string {
  const source = path.join(root, folder);
  const dist = path.join(source, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  // What runs in browsers is compiled apart: it knows other globals.
  for (const project of ['tsconfig.build.json', 'tsconfig.browser.json']) {
    const file = path.join(source, project);
    if (!existsSync(file)) continue;
    const compiled = spawnSync('tsc', ['-p', file], { cwd: root, stdio: 'inherit' });
    if (compiled.status !== 0) throw new Error(`${folder} does not compile`);
  }

  const manifest = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  writeFileSync(
    path.join(dist, 'package.json'),
    `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`,
  );
  for (const file of ['LICENSE', 'CHANGELOG.md']) copyFileSync(path.join(root, file), path.join(dist, file));
  const readme = path.join(source, 'README.md');
  copyFileSync(existsSync(readme) ? readme : path.join(root, 'README.md'), path.join(dist, 'README.md'));
  return dist;
}

function publishedManifest(manifest: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(manifest['exports'] as Record<string, string>).map(([name, file]) => [
    name,
    file.endsWith('.ts') ? { types: compiledPath(file, '.d.ts'), default: compiledPath(file, '.js') } : file,
  ]);
  const { bin, devDependencies: _, ...rest } = manifest;
  const bins = Object.entries((bin ?? {}) as Record<string, string>).map(([name, file]) => [
    name,
    compiledPath(file, '.js'),
  ]);
  return {
    ...rest,
    exports: Object.fromEntries(entries) as unknown,
    ...(bins.length > 0 && { bin: Object.fromEntries(bins) as unknown }),
  };
}

function compiledPath(file: string, extension: string): string {
  return file.replace(/^\.\/src\//, './').replace(/\.ts$/, extension);
}
