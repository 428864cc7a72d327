// The short form of `npm run soak`: the bounds that hold on a bad day, at the running server and over real sockets.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, suite, test } from 'node:test';
import { promisify } from 'node:util';

interface Report {
  readonly cold: { readonly requests: number; readonly questions: number };
  readonly flood: {
    readonly tokens: number;
    readonly growthMiB: number;
    readonly mostConnections: number;
    readonly statuses: Readonly<Record<string, number>>;
  };
  readonly slow: { readonly p99: number; readonly statuses: Readonly<Record<string, number>> };
  readonly down: {
    readonly statuses: Readonly<Record<string, number>>;
    readonly longest: number;
    readonly budget: number;
    readonly afterwards: Readonly<Record<string, number>>;
  };
}

suite('a bad day', () => {
  let report: Report;
  before(async () => {
    const script = path.resolve(import.meta.dirname, '../benchmarks/bad-day.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--tokens', '5000', '--json']);
    report = JSON.parse(stdout) as Report;
  });

  test('a thousand requests at once with one cold token are one question to the authority', () => {
    assert.deepEqual(report.cold, { requests: 1000, questions: 1 });
  });

  test('a flood of random tokens takes no memory to speak of, and no more connections than are allowed', () => {
    const { tokens, growthMiB, mostConnections, statuses } = report.flood;
    assert.deepEqual(statuses, { 401: tokens });
    assert.ok(growthMiB < 64, `${growthMiB} MiB`);
    assert.ok(mostConnections <= 64, `${mostConnections} connections`);
  });

  test('an authority that takes its time makes requests slow, and none of them fail', () => {
    const { statuses, p99 } = report.slow;
    assert.deepEqual(statuses, { 200: 640 });
    assert.ok(p99 >= 300, `${p99} ms`);
  });

  test('while the authority is down every answer is 503 within the budget, and one probe finds it again', () => {
    const { statuses, longest, budget, afterwards } = report.down;
    assert.deepEqual(statuses, { 503: 5000 });
    assert.ok(longest <= budget, `${longest} ms`);
    assert.deepEqual(afterwards, { 200: 20 });
  });
});
