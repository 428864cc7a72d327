// Runs all tests, or those whose file path contains one of the words given: `npm test -- credentials`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
/** In milliseconds, for each test: a test that hangs fails, and the others still run. */
const TIMEOUT = 60_000;
/** One more than there are cores: many a test waits for sockets. Node's own default is one fewer, which is one of two. */
const CONCURRENCY = availableParallelism() + 1;
/** What one process has compiled, the next one need not. */
const COMPILE_CACHE = path.join(root, 'node_modules/.cache/node-compile-cache');

/**
 * Tests of a library need nothing of a process for themselves: one runs all files, because loading the sources again for each of
 * them takes three times as long as the tests.
 */
const IN_ONE_PROCESS = ['packages/resource-server/test', 'packages/local-authlete/test'];
const IN_PROCESSES_OF_THEIR_OWN = ['apps/*/test', 'scripts/test', 'e2e'];

/** What Node.js ends its report with. A test that ends the process leaves it out, and would look like a success. */
const LAST_LINE = /^ℹ duration_ms /m;

const words = process.argv.slice(2);

function findFiles(folder: string): readonly string[] {
  return globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' })
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
}

interface Run {
  readonly files: readonly string[];
  readonly options: readonly string[];
}

/**
 * @param index that of the run: the first shows its report while it is made, the others when they are done
 * @returns whether all of its tests passed
 */
async function execute({ files, options }: Run, index: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--test', `--test-timeout=${TIMEOUT}`, ...options, ...files], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      ...process.env,
    },
  });
  let report = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    report += chunk;
    if (index === 0) process.stdout.write(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (index > 0) process.stdout.write(report);
  const isComplete = LAST_LINE.test(stripVTControlCharacters(report));
  if (!isComplete) process.stderr.write(`The tests ended before their time: ${files.join(' ')}\n`);
  return code === 0 && isComplete;
}

const isolated = IN_PROCESSES_OF_THEIR_OWN.flatMap(findFiles);
const runs: readonly Run[] = [
  { files: isolated, options: [`--test-concurrency=${CONCURRENCY}`] },
  ...IN_ONE_PROCESS.map((folder) => ({
    files: findFiles(folder),
    options: ['--test-isolation=none'],
  })),
].filter(({ files }) => files.length > 0);
if (runs.length === 0) {
  process.stderr.write(
    `No test file has a path with ${words.map((word) => `'${word}'`).join(' or ')} in it.\n`,
  );
  process.exit(2);
}
const passed = await Promise.all(runs.map(execute));
process.exit(passed.every(Boolean) ? 0 : 1);
