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

/** In each round all rows are measured so many times in turn: what disturbs the machine disturbs them all. */
const LAPS = 5;

/**
 * Measures all rows, round by round. Each round has new processes, because what V8 makes of the same program in one process costs up
 * to a tenth more than in the next, for as long as it runs.
 */
export async function measure(
  rows: readonly RowOptions[],
  surroundings: Surroundings,
): Promise<readonly MeasuredRow[]> {
  const present = rows.filter((row) => missingOf(row) === undefined);
  const measurements = present.map((): Measurement[] => []);
  for (let round = 1; round <= surroundings.rounds; round += 1) {
    surroundings.onProgress(`round ${round} of ${surroundings.rounds}`);
    await measureRound(present, measurements, surroundings);
  }
  return rows.map((row) => {
    const { name, floor } = row;
    const missing = missingOf(row);
    return missing === undefined
      ? { name, floor, measurements: measurements[present.indexOf(row)]! }
      : { name, floor, measurements: [], missing };
  });
}

/** @param measurements of each row; those of this round are added */
async function measureRound(
  rows: readonly RowOptions[],
  measurements: readonly Measurement[][],
  surroundings: Surroundings,
): Promise<void> {
  const { requests, onProgress } = surroundings;
  const servers: (NodeProcess | Program)[] = [];
  try {
    onProgress('  starting');
    for (const row of rows) servers.push(await start(row, surroundings));
    onProgress('  warming up');
    for (const [index, row] of rows.entries()) {
      await visit(row, servers[index]!, requests * WARM_UP, surroundings);
    }
    for (let lap = 1; lap <= LAPS; lap += 1) {
      onProgress(`  lap ${lap} of ${LAPS}`);
      // There and back, so that no row always follows the same one.
      const order = [...rows.keys()];
      for (const index of lap % 2 === 0 ? order.toReversed() : order) {
        const visited = await visit(rows[index]!, servers[index]!, requests / LAPS, surroundings);
        measurements[index]!.push(visited);
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
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
