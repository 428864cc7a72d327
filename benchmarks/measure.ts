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

/** A row with what was measured, one measurement for each round. */
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

/** Requests before anything is measured, so that Node.js has compiled what it runs. */
const WARM_UP = 6000;

/** Measures all rows in turn, round by round: what disturbs the machine disturbs them all. */
export async function measure(
  rows: readonly RowOptions[],
  surroundings: Surroundings,
): Promise<readonly MeasuredRow[]> {
  const { rounds, requests, onProgress } = surroundings;
  const present = rows.filter((row) => missingOf(row) === undefined);
  const servers: (NodeProcess | Program)[] = [];
  const measurements = present.map((): Measurement[] => []);
  try {
    for (const row of present) {
      onProgress(`starting: ${row.name}`);
      servers.push(await start(row, surroundings));
    }
    for (const [index, row] of present.entries()) {
      onProgress(`warming up: ${row.name}`);
      await visit(row, servers[index]!, Math.min(requests, WARM_UP), surroundings);
    }
    for (let round = 1; round <= rounds; round += 1) {
      onProgress(`round ${round} of ${rounds}`);
      // There and back, so that no row always follows the same one.
      const order = [...present.keys()];
      for (const index of round % 2 === 0 ? order.toReversed() : order) {
        measurements[index]!.push(await visit(present[index]!, servers[index]!, requests, surroundings));
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  return rows.map((row) => {
    const { name, floor } = row;
    const missing = missingOf(row);
    return missing === undefined
      ? { name, floor, measurements: measurements[present.indexOf(row)]! }
      : { name, floor, measurements: [], missing };
  });
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
