import type { LoadOrder, LoadResult } from './load/load-order.ts';
import { NodeProcess } from './processes/node-process.ts';
import { SERVER_CORE } from './processes/pinning.ts';
import { Program } from './processes/program.ts';
import type { RowOptions } from './rows.ts';

export interface Measurement extends LoadResult {
  /** Per 10,000 requests. */
  readonly cpuSeconds: number;
  /** Resident memory after the round, in MiB. */
  readonly memory: number;
}

/** A row with what was measured, one measurement for each lap. */
export interface MeasuredRow extends Pick<RowOptions, 'name' | 'floor'> {
  readonly measurements: readonly Measurement[];
  /** The packages without which it could not be measured. */
  readonly missing?: string;
}

export interface Surroundings {
  /** Where Node.js servers find the authority. */
  readonly environment: Readonly<Record<string, string>>;
  /** Host and port of what programs need, by the names in their configurations. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly load: (order: LoadOrder) => Promise<LoadResult>;
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  readonly onProgress: (sentence: string) => void;
}

/** Requests before anything is measured, for each that is: V8 goes on compiling for tens of thousands of them, and a server runs for days. */
const WARM_UP = 2.5;

/** In each round a floor and all rows that refer to it are measured so many times in turn: what disturbs the machine disturbs them all. */
const LAPS = 4;

/** Requests at the start of each lap that are not measured, for each that is: a process that had nothing to do is slow for a while. */
const RUN_IN = 0.25;

/**
 * Measures all rows, round by round. Each round has new processes, because what V8 makes of the same program in one process costs up
 * to a tenth more than in the next, for as long as it runs.
 */
export async function measure(
  rows: readonly RowOptions[],
  surroundings: Surroundings,
): Promise<readonly MeasuredRow[]> {
  const { rounds, onProgress } = surroundings;
  const measurements = new Map(rows.map((row) => [row, [] as Measurement[]]));
  const present = rows.filter((row) => missingOf(row) === undefined);
  const families = Map.groupBy(present, ({ floor }) => floor);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [floor, family] of families) {
      onProgress(`round ${round} of ${rounds}: ${floor}`);
      for (const [row, visited] of await measureTogether(family, surroundings)) {
        measurements.get(row)?.push(visited);
      }
    }
  }
  return rows.map((row) => {
    const { name, floor } = row;
    const missing = missingOf(row);
    const measured = { name, floor, measurements: measurements.get(row) ?? [] };
    return missing === undefined ? measured : { ...measured, missing };
  });
}

/** One round of a floor and the rows that refer to it. */
async function measureTogether(
  rows: readonly RowOptions[],
  surroundings: Surroundings,
): Promise<readonly (readonly [row: RowOptions, measurement: Measurement])[]> {
  const { requests } = surroundings;
  const running: (readonly [row: RowOptions, server: NodeProcess | Program])[] = [];
  const visited: [row: RowOptions, measurement: Measurement][] = [];
  try {
    for (const row of rows) running.push([row, await start(row, surroundings)]);
    for (const [row, server] of running) await visit(row, server, requests * WARM_UP, surroundings);
    for (let lap = 0; lap < LAPS; lap += 1) {
      // There and back, so that no row always follows the same one.
      for (const [row, server] of lap % 2 === 0 ? running : running.toReversed()) {
        const amount = requests / LAPS;
        await visit(row, server, amount * RUN_IN, surroundings);
        visited.push([row, await visit(row, server, amount, surroundings)]);
      }
    }
  } finally {
    await Promise.all(running.map(([, server]) => server.stop()));
  }
  return visited;
}

function missingOf({ server }: RowOptions): string | undefined {
  return 'files' in server ? Program.missing(server) : undefined;
}

function start(
  { server }: RowOptions,
  { environment, addresses }: Surroundings,
): Promise<NodeProcess | Program> {
  return 'files' in server
    ? Program.start(server, SERVER_CORE, addresses)
    : NodeProcess.start(server.file, SERVER_CORE, { ...environment, ...server.environment });
}

async function visit(
  { name, path, credentials, share = 1 }: RowOptions,
  server: NodeProcess | Program,
  requests: number,
  { load, connections }: Surroundings,
): Promise<Measurement> {
  const amount = Math.ceil(requests * share);
  const before = await server.usage();
  const result = await load({ url: server.url, path, credentials, amount, connections });
  const after = await server.usage();
  if (result.statuses['200'] !== amount) {
    throw new Error(`${name}: answers ${JSON.stringify(result.statuses)}`);
  }
  const cpuSeconds = ((after.cpuSeconds - before.cpuSeconds) / amount) * 10_000;
  return { ...result, cpuSeconds, memory: after.memory };
}
