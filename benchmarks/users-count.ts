// What UserInfo costs with few users and with many, as a ratio, and whether everybody gets their own claims.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openUserStore, type UserStore } from 'resource-server';
import { Pool } from 'undici';
import { NodeProcess } from './processes/node-process.ts';
import { LOAD_CORE, SERVER_CORE } from './processes/pinning.ts';
import { median } from './statistics.ts';
import { makeUser, makeUsers } from './users-count/user.ts';

const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '1000' },
    many: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '9' },
    requests: { type: 'string', default: '5000' },
    lookups: { type: 'string', default: '20000' },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`Usage: node benchmarks/users-count.ts [options]

  --few N        users in the small database (1000)
  --many N       users in the large one (1000000)
  --rounds N     rounds in which both are measured in turn (9)
  --requests N   UserInfo requests in each round, each for another user (5000)
  --lookups N    bare lookups of a user in each round (20000)
  --check        measure nothing: 200 requests at once, a hundred times, against the large database, and compare every
                 answer with the claims of its user
  --json         one JSON object instead of a table
`);
  process.exit(0);
}
const [few, many, rounds] = [Number(values.few), Number(values.many), Number(values.rounds)];

const CONNECTIONS = 64;
const AT_ONCE = 200;

const directory = mkdtempSync(path.join(tmpdir(), 'users-count-'));
const stub = await NodeProcess.start('users-count/authlete-stub.ts', LOAD_CORE);
try {
  if (values.check) await check();
  else await measure();
} finally {
  await stub.stop();
  rmSync(directory, { recursive: true });
}

interface Candidate {
  readonly count: number;
  readonly store: UserStore;
  readonly server: NodeProcess;
  readonly client: Pool;
  /** Microseconds of CPU time in each round, for a request and for a bare lookup. */
  readonly request: number[];
  readonly lookup: number[];
}

async function measure(): Promise<void> {
  const candidates = [await start(few), await start(many)];
  for (let round = 0; round <= rounds; round += 1) {
    for (const candidate of candidates) {
      const request = await measureRequests(candidate, Number(values.requests));
      const lookup = await measureLookups(candidate, Number(values.lookups));
      // The first round warms up.
      if (round === 0) continue;
      candidate.request.push(request);
      candidate.lookup.push(lookup);
    }
  }
  for (const candidate of candidates) await stop(candidate);
  const [small, large] = candidates.map(({ count, request, lookup }) => ({
    users: count,
    userInfo: median(request),
    lookup: median(lookup),
  }));
  if (small === undefined || large === undefined) return;
  const ratios = { userInfo: large.userInfo / small.userInfo, lookup: large.lookup / small.lookup };
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rounds, small, large, ratios })}\n`);
    return;
  }
  const row = (name: string, key: 'userInfo' | 'lookup'): string =>
    `${name.padEnd(26)}${small[key].toFixed(1).padStart(10)}${large[key].toFixed(1).padStart(12)}${ratios[key].toFixed(2).padStart(8)}\n`;
  process.stdout.write(
    `${'µs of CPU time'.padEnd(26)}${String(few).padStart(10)}${String(many).padStart(12)}   ratio\n` +
      row('a UserInfo request', 'userInfo') +
      row('a bare lookup of a user', 'lookup') +
      `\nMedians of ${rounds} rounds, SQLite, users at random; Node.js ${process.version}.\n`,
  );
}

async function start(count: number): Promise<Candidate> {
  const databaseUrl = `sqlite:${path.join(directory, `${count}.db`)}`;
  const store = await openUserStore(databaseUrl);
  const started = performance.now();
  const nothing = (): void => undefined;
  const callbacks = { onProblem: nothing, onRemark: nothing, onProgress: nothing };
  await store.importUsers(makeUsers(count), {
    update: false,
    skipInvalid: false,
    dryRun: false,
    ...callbacks,
  });
  process.stderr.write(`${count} users imported in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  const server = await NodeProcess.start('users-count/server.ts', SERVER_CORE, {
    DATABASE_URL: databaseUrl,
    AUTHLETE_BASE_URL: stub.url,
    AUTHLETE_API_VERSION: 'V3',
    AUTHLETE_SERVICE_APIKEY: '10001',
    AUTHLETE_SERVICE_ACCESSTOKEN: 'service-access-token',
  });
  const client = new Pool(server.url, { connections: CONNECTIONS });
  return { count, store, server, client, request: [], lookup: [] };
}

async function stop({ store, server, client }: Candidate): Promise<void> {
  await client.close();
  await server.stop();
  await store.close();
}

/** Microseconds of the server's CPU time for a request. */
async function measureRequests(candidate: Candidate, requests: number): Promise<number> {
  const before = await candidate.server.usage();
  let left = requests;
  const send = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await askFor(candidate, pick(candidate.count));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const after = await candidate.server.usage();
  return ((after.cpuSeconds - before.cpuSeconds) / requests) * 1e6;
}

/** Microseconds of CPU time for a lookup. */
async function measureLookups({ store, count }: Candidate, lookups: number): Promise<number> {
  const subjects = Array.from({ length: lookups }, () => makeUser(pick(count)).subject);
  const before = process.cpuUsage();
  for (const subject of subjects) assert.ok(await store.findBySubject(subject));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / lookups;
}

async function check(): Promise<void> {
  const candidate = await start(many);
  for (let round = 0; round < 100; round += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => askFor(candidate, pick(many))));
  }
  await stop(candidate);
  process.stdout.write(
    `${100 * AT_ONCE} answers, ${AT_ONCE} at a time, over ${many} users: each has its own user's claims.\n`,
  );
}

/** Asks for the claims of a user, and compares them. */
async function askFor({ client }: Candidate, number: number): Promise<void> {
  const { subject, claims } = makeUser(number);
  const headers = { authorization: `Bearer token-of-${subject}` };
  const { statusCode, body } = await client.request({ method: 'GET', path: '/api/userinfo', headers });
  assert.deepEqual([statusCode, await body.json()], [200, { sub: subject, ...claims }]);
}

function pick(count: number): number {
  return 1 + Math.floor(Math.random() * count);
}
