// Runs all tests, or those whose file path contains one of the words given: `npm test -- credentials`.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** In milliseconds, for each test: a test that hangs fails, and the others still run. */
const TIMEOUT = 60_000;
/** One more than there are cores: many a test waits for sockets. Node's own default is one fewer, which is one of two. */
const CONCURRENCY = availableParallelism() + 1;
/** Each file is a process that loads the same sources: what one has compiled, the next one need not. */
const COMPILE_CACHE = path.join(root, 'node_modules/.cache/node-compile-cache');

const words = process.argv.slice(2);
const files = globSync(
  [
    'packages/*/test/**/*.test.ts',
    'apps/*/test/**/*.test.ts',
    'scripts/test/**/*.test.ts',
    'e2e/**/*.test.ts',
  ],
  {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  },
)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  process.stderr.write(
    `No test file has a path with ${words.map((word) => `'${word}'`).join(' or ')} in it.\n`,
  );
  process.exit(2);
}
const result = spawnSync(
  process.execPath,
  ['--test', `--test-timeout=${TIMEOUT}`, `--test-concurrency=${CONCURRENCY}`, ...files],
  { cwd: root, stdio: 'inherit', env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env } },
);
process.exit(result.status ?? 1);
