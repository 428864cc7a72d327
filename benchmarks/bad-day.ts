// What a bad day costs: many clients with one cold token, a flood of random tokens, an authority that is slow, and one that is down.
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { AuthorityCounts } from './authority/authlete-stub.ts';
import type { LoadCredentials, LoadResult } from './load/load-order.ts';
import { makeMaterial } from './material.ts';
import { NodeProcess } from './processes/node-process.ts';
import { LOAD_CORE, SERVER_CORE } from './processes/pinning.ts';
import type { Usage } from './processes/reporting.ts';

const HELP = `Usage: npm run soak -- [options]

  --tokens N    random tokens in the flood (1000000)
  --warm-up N   random tokens before the flood is measured (two fifths as many, at least 20000)
  --json        one JSON object instead of sentences
`;

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '1000000' },
    'warm-up': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const tokens = Number(values.tokens);
/**
 * Any load, good tokens too, makes V8 raise its young generation from 32 to 128 MiB, and the C library spread over more arenas, which takes
 * some hundred thousand requests; what the flood adds to that is the question. The cache of refusals is full after 10,000.
 */
const warmUp = Number(values['warm-up'] ?? Math.max(20_000, Math.ceil(0.4 * tokens)));
if (values.help || ![tokens, warmUp].every((amount) => Number.isSafeInteger(amount) && amount > 0)) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}

/** Clients in the flood, and of a slow authority. */
const CLIENTS = 64;
/** Milliseconds that the authority of the slow day takes. */
const SLOW = 300;
/** Milliseconds for each request, while the authority is down. */
const TIME_BUDGET = 3000;
const CACHED = { INTROSPECTION_CACHE_TTL: '60' };

const { bearer, authorityEnvironment } = makeMaterial();
const load = await NodeProcess.start('load/load-process.ts', LOAD_CORE);
const report = {
  cold: await coldToken(),
  flood: await flood(),
  slow: await slowAuthority(),
  down: await authorityDown(),
};
await load.stop();
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else process.stdout.write(`${describe(report).join('\n')}\n`);

/** A thousand clients with a token that nobody has seen yet, all at once. */
async function coldToken(): Promise<{ readonly requests: number; readonly questions: number }> {
  const parts = await startParts({ DELAY: '200' }, CACHED);
  const requests = 1000;
  await send(parts.server, bearer, requests, requests);
  const { questions } = await parts.authority.ask<AuthorityCounts>('counts');
  await stop(parts);
  return { requests, questions };
}

/** Tokens of which none is like another, as fast as the server turns them away. */
async function flood(): Promise<{
  readonly tokens: number;
  /** Resident memory when the process is warm, and how much there is more after the flood. */
  readonly warmMiB: number;
  readonly growthMiB: number;
  readonly mostConnections: number;
  readonly statuses: LoadResult['statuses'];
}> {
  const parts = await startParts({}, { ...CACHED, INTROSPECTION_CACHE_INACTIVE_TTL: '60' });
  await send(parts.server, { kind: 'unknown' }, warmUp, CLIENTS);
  const before = await parts.server.usage();
  const { statuses } = await send(parts.server, { kind: 'unknown' }, tokens, CLIENTS);
  const after = await parts.server.usage();
  const { mostConnections } = await parts.authority.ask<AuthorityCounts & Usage>('counts');
  await stop(parts);
  const { memory: warmMiB } = before;
  return { tokens, warmMiB, growthMiB: after.memory - warmMiB, mostConnections, statuses };
}

/** Nothing is kept, and each answer of the authority takes its time. */
async function slowAuthority(): Promise<Pick<LoadResult, 'p50' | 'p99' | 'statuses'>> {
  const parts = await startParts({ DELAY: String(SLOW) }, {});
  await send(parts.server, bearer, CLIENTS, CLIENTS);
  const { p50, p99, statuses } = await send(parts.server, bearer, 10 * CLIENTS, CLIENTS);
  await stop(parts);
  return { p50, p99, statuses };
}

/** The authority goes away, and comes back. */
async function authorityDown(): Promise<{
  readonly statuses: LoadResult['statuses'];
  readonly p99: number;
  readonly longest: number;
  readonly budget: number;
  /** Of the requests after the pause of the circuit breaker, sent one by one. */
  readonly afterwards: LoadResult['statuses'];
}> {
  const pause = 500;
  const parts = await startParts(
    {},
    { TIME_BUDGET: String(TIME_BUDGET), AUTHLETE_CIRCUIT_PAUSE: String(pause) },
  );
  await send(parts.server, bearer, 1000, CLIENTS);
  const { port } = new URL(parts.authority.url);
  await parts.authority.stop();
  const { statuses, p99, longest } = await send(parts.server, bearer, 5000, CLIENTS);
  const authority = await NodeProcess.start('authority/authlete-stub.ts', LOAD_CORE, { PORT: port });
  await setTimeout(pause + 100);
  const { statuses: afterwards } = await send(parts.server, bearer, 20, 1);
  await stop({ ...parts, authority });
  return { statuses, p99, longest, budget: TIME_BUDGET, afterwards };
}

interface Parts {
  readonly authority: NodeProcess;
  readonly server: NodeProcess;
}

async function startParts(
  authorityChanges: Readonly<Record<string, string>>,
  serverChanges: Readonly<Record<string, string>>,
): Promise<Parts> {
  const environment = { ...authorityEnvironment, ...authorityChanges };
  const authority = await NodeProcess.start('authority/authlete-stub.ts', LOAD_CORE, environment);
  const server = await NodeProcess.start('candidates/server.ts', SERVER_CORE, {
    AUTHLETE_BASE_URL: authority.url,
    AUTHLETE_API_VERSION: 'V3',
    AUTHLETE_SERVICE_APIKEY: '10001',
    AUTHLETE_SERVICE_ACCESSTOKEN: 'service-access-token',
    LOG_LEVEL: 'silent',
    ...serverChanges,
  });
  return { authority, server };
}

async function stop({ authority, server }: Parts): Promise<void> {
  await server.stop();
  await authority.stop();
}

function send(
  server: NodeProcess,
  credentials: LoadCredentials,
  amount: number,
  connections: number,
): Promise<LoadResult> {
  return load.ask<LoadResult>({ url: server.url, path: '/api/time', credentials, amount, connections });
}

function describe({ cold, flood: flooded, slow, down }: typeof report): string[] {
  const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;
  return [
    `${cold.requests} requests at once with one cold token: ${cold.questions} question(s) to the authority`,
    `${flooded.tokens} random tokens: resident memory grew by ${flooded.growthMiB.toFixed(1)} MiB from ` +
      `${flooded.warmMiB.toFixed(0)}, at most ${flooded.mostConnections} questions at once, answers ${JSON.stringify(flooded.statuses)}`,
    `an authority that answers in ${SLOW} ms: p50 ${milliseconds(slow.p50)}, p99 ${milliseconds(slow.p99)}`,
    `an authority that is down: p99 ${milliseconds(down.p99)}, longest ${milliseconds(down.longest)} of a budget of ` +
      `${milliseconds(down.budget)}, answers ${JSON.stringify(down.statuses)}; after one pause of the circuit breaker ` +
      JSON.stringify(down.afterwards),
  ];
}
