// Everything that must hold before a change lands, in the order in which it fails fastest.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const steps: readonly { name: string; command: string; arguments: readonly string[] }[] = [
  { name: 'format', command: 'oxfmt', arguments: ['--check'] },
  { name: 'lint', command: 'oxlint', arguments: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: 'tsc', arguments: ['--noEmit'] },
  {
    name: 'types in the browser',
    command: 'tsc',
    arguments: ['--noEmit', '--project', 'apps/server/src/page/browser'],
  },
  { name: 'unused', command: 'knip', arguments: [] },
  { name: 'packages', command: process.execPath, arguments: ['scripts/check-packages.ts'] },
  { name: 'benchmark', command: process.execPath, arguments: ['benchmarks/main.ts', '--short'] },
  { name: 'tests', command: process.execPath, arguments: ['scripts/test.ts'] },
];

for (const step of steps) {
  process.stdout.write(`\n── ${step.name}\n`);
  const started = Date.now();
  const result = spawnSync(step.command, step.arguments, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write(`\n${step.name} failed.\n`);
    process.exit(1);
  }
  process.stdout.write(`   ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
process.stdout.write('\nEverything holds.\n');
