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
/** How many there are at once. Many a test waits, so one more than there are cores. */
const PROCESSES = availableParallelism() + 1;
/** What one process has compiled, the next one need not. */
const COMPILE_CACHE = path.join(root, 'node_modules/.cache/node-compile-cache');

/**
 * Where the tests are, what takes longest first, and how many files share a process: tests of a package need nothing of it for
 * themselves, and loading the sources again for each file can take three times as long as the tests.
 */
const FOLDERS = [
  { folder: 'e2e', filesInProcess: 1 },
  { folder: 'apps/*/test', filesInProcess: 12 },
  { folder: 'packages/*/test', filesInProcess: 16 },
  { folder: 'scripts/test', filesInProcess: 16 },
];

/** The last line of a complete report. A test that ends its process would leave it out, and look like a success. */
const LAST_LINE = /^ℹ duration_ms /m;
/** The part of a report that tells what failed. */
const FAILURES = /^.*✖.* failing tests:[^]*/m;

interface Outcome {
  readonly passed: boolean;
  readonly report: string;
}

function findFiles(folder: string, words: readonly string[]): readonly string[] {
  return globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' })
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
}

function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Runs the tests of these files in a process, and shows its report when it has ended. */
async function runTests(files: readonly string[]): Promise<Outcome> {
  const options = ['--test', '--test-isolation=none', `--test-timeout=${TIMEOUT}`];
  const child = spawn(process.execPath, [...options, ...files], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      ...process.env,
    },
  });
  let report = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (report += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (!LAST_LINE.test(stripVTControlCharacters(report))) {
    const end = `✖ failing tests: these files ended before all of their tests had run: ${files.join(' ')}\n`;
    process.stdout.write(report + end);
    return { passed: false, report: end };
  }
  process.stdout.write(report);
  return { passed: code === 0, report };
}

/** How many tests a report counts under a name, at its end: what a test prints may look like a report. */
function countOf({ report }: Outcome, name: string): number {
  const lines = stripVTControlCharacters(report).matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'));
  return Number([...lines].at(-1)?.[1] ?? 0);
}

const started = Date.now();
const words = process.argv.slice(2);
const waiting = FOLDERS.flatMap(({ folder, filesInProcess }) =>
  inGroups(findFiles(folder, words), filesInProcess),
).values();
const outcomes: Outcome[] = [];
const work = async (): Promise<void> => {
  for (const files of waiting) outcomes.push(await runTests(files));
};
await Promise.all(Array.from({ length: PROCESSES }, work));

if (outcomes.length === 0) {
  process.stderr.write(
    `No test file has a path with ${words.map((word) => `'${word}'`).join(' or ')} in it.\n`,
  );
  process.exit(2);
}
const failed = outcomes.filter(({ passed }) => !passed);
for (const { report } of failed) process.stdout.write(`\n${FAILURES.exec(report)?.[0] ?? report}`);
const total = (name: string): number => outcomes.reduce((sum, outcome) => sum + countOf(outcome, name), 0);
process.stdout.write(
  `\n${total('tests')} tests, ${total('fail')} failed, ${total('skipped')} skipped, ` +
    `${((Date.now() - started) / 1000).toFixed(0)} s\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
