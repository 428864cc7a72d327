import type { LoadResult } from './load.ts';

export interface Measurement extends LoadResult {
  /** Per 10,000 requests. */
  readonly cpuSeconds: number;
  /** Resident memory after the round, in MiB. */
  readonly memory: number;
}

export interface Row {
  readonly name: string;
  readonly measurements: Measurement[];
}

/** Medians over the rounds, and the CPU time as a ratio to the first row. */
export interface SummaryRow {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly ratio: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly memory: number;
}

export function summarize(rows: readonly Row[]): SummaryRow[] {
  const floor = rows[0]?.measurements ?? [];
  return rows.map(({ name, measurements }) => ({
    name,
    cpuSeconds: median(measurements.map((measurement) => measurement.cpuSeconds)),
    // Of the rounds, not of the medians: what disturbs the machine in one round disturbs both sides of its ratio.
    ratio: median(
      measurements.map(({ cpuSeconds }, round) => cpuSeconds / (floor[round]?.cpuSeconds ?? Number.NaN)),
    ),
    requestsPerSecond: median(measurements.map((measurement) => measurement.requestsPerSecond)),
    p50: median(measurements.map((measurement) => measurement.p50)),
    p99: median(measurements.map((measurement) => measurement.p99)),
    memory: median(measurements.map((measurement) => measurement.memory)),
  }));
}

export function printTable(
  rows: readonly SummaryRow[],
  { pinned, rounds, requests }: { pinned: boolean; rounds: number; requests: number },
): void {
  const cells = rows.map((row) => [
    row.name,
    row.cpuSeconds.toFixed(3),
    row.ratio.toFixed(2),
    row.requestsPerSecond.toFixed(0),
    row.p50.toFixed(0),
    row.p99.toFixed(0),
    row.memory.toFixed(0),
  ]);
  const table = [['', 'CPU s / 10,000', 'ratio', 'requests/s', 'p50 ms', 'p99 ms', 'MiB'], ...cells];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table) {
    const padded = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${padded.join('  ')}\n`);
  }
  const where = pinned ? 'server and load on different cores' : 'server and load not pinned to cores';
  process.stdout.write(
    `\nMedians of ${rounds} rounds with ${requests} requests each; ${where}; Node.js ${process.version}.\n`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
