import type { MeasuredRow, Measurement } from './measure.ts';
import { median } from './statistics.ts';

/** Medians over the laps, and the CPU time as a ratio to that of the floor. */
export interface SummaryRow {
  readonly name: string;
  readonly floor: string;
  /** The packages without which it could not be measured; then all else is left out. */
  readonly missing?: string;
  /** Per 10,000 requests. */
  readonly cpuSeconds?: number;
  readonly ratio?: number;
  /** The same of the lap that was disturbed least. */
  readonly leastCpuSeconds?: number;
  readonly requestsPerSecond?: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  /** MiB. */
  readonly memory?: number;
}

export function summarize(rows: readonly MeasuredRow[]): readonly SummaryRow[] {
  return rows.map(({ name, floor, measurements, missing }) => {
    if (missing !== undefined) return { name, floor, missing };
    const floors = rows.find((row) => row.name === floor)?.measurements ?? [];
    const medianOf = (value: (measurement: Measurement) => number): number => median(measurements.map(value));
    return {
      name,
      floor,
      cpuSeconds: medianOf(({ cpuSeconds }) => cpuSeconds),
      leastCpuSeconds: Math.min(...measurements.map(({ cpuSeconds }) => cpuSeconds)),
      // Of the laps, not of the medians: what disturbs the machine in one lap disturbs both sides of its ratio.
      ratio: median(
        measurements.map(({ cpuSeconds }, lap) => cpuSeconds / (floors[lap]?.cpuSeconds ?? Number.NaN)),
      ),
      requestsPerSecond: medianOf(({ requestsPerSecond }) => requestsPerSecond),
      p50: medianOf(({ p50 }) => p50),
      p99: medianOf(({ p99 }) => p99),
      memory: medianOf(({ memory }) => memory),
    };
  });
}

const HEADINGS = ['', 'CPU s / 10,000', 'ratio', 'to', 'requests/s', 'p50 ms', 'p99 ms', 'MiB'];

/** A table; floors are numbered, so that a ratio can say which it refers to. */
export function tableOf(rows: readonly SummaryRow[]): string {
  const floors = [...new Set(rows.map(({ floor }) => floor))];
  const lines = rows.map((row) => {
    const number = String(floors.indexOf(row.floor) + 1);
    const name = row.name === row.floor ? `${number}: ${row.name}` : `   ${row.name}`;
    if (row.missing !== undefined) return [name, `not installed: ${row.missing}`];
    const { cpuSeconds, ratio, requestsPerSecond, p50, p99, memory } = row;
    const numbers = [
      [cpuSeconds, 3],
      [ratio, 2],
      [number],
      [requestsPerSecond, 0],
      [p50, 1],
      [p99, 1],
      [memory, 0],
    ] as const;
    return [
      name,
      ...numbers.map(([value, digits]) =>
        typeof value === 'number' ? value.toFixed(digits) : (value ?? ''),
      ),
    ];
  });
  const complete = [HEADINGS, ...lines];
  const widths = HEADINGS.map((_, column) =>
    Math.max(
      ...complete.filter((line) => line.length === HEADINGS.length).map((line) => line[column]?.length ?? 0),
    ),
  );
  return complete
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
