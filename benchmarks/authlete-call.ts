// What one question to Authlete costs the process that asks, in the ways that undici offers and in ours, as a ratio to the usual one.
import { parseArgs } from 'node:util';
import { Client, type Dispatcher, Pool } from 'undici';
import { createAuthleteClient, readAuthleteConfiguration } from 'oauth-resource-server/authlete';
import { BEARER_TOKEN } from './authority/answers.ts';
import { makeMaterial } from './material.ts';
import { NodeProcess } from './processes/node-process.ts';
import { LOAD_CORE, pin, SERVER_CORE } from './processes/pinning.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    questions: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`Usage: node benchmarks/authlete-call.ts [options]

  --rounds N      rounds in which each way is measured in turn (11)
  --questions N   questions in each round, 64 at a time (20000)
  --json          one JSON object instead of sentences
`);
  process.exit(0);
}
const rounds = Number(values.rounds);
const questions = Number(values.questions);
const AT_ONCE = 64;

const { authorityEnvironment, tlsEnvironment } = makeMaterial();
const authority = await NodeProcess.start('authority/authlete-stub.ts', LOAD_CORE, authorityEnvironment);
const tlsAuthority = await NodeProcess.start('authority/http2-authority.ts', LOAD_CORE, tlsEnvironment);
pin(process.pid, SERVER_CORE);

const configuration = readAuthleteConfiguration({
  environment: {
    AUTHLETE_BASE_URL: authority.url,
    AUTHLETE_API_VERSION: 'V3',
    AUTHLETE_SERVICE_APIKEY: '10001',
    AUTHLETE_SERVICE_ACCESSTOKEN: 'service-access-token',
  },
});
const QUESTION = {
  path: '/api/10001/auth/introspection',
  method: 'POST',
  headers: { authorization: 'Bearer service-access-token', 'content-type': 'application/json' },
} as const;

/** As anybody would, and as the floors of the benchmark do. */
function withRequest(url: string, options: Pool.Options): () => Promise<unknown> {
  const pool = new Pool(url, options);
  // Otherwise undici pipelines no POST, whatever it is told about pipelining.
  const idempotent = (options.pipelining ?? 1) > 1;
  return async () => {
    const body = JSON.stringify({ token: BEARER_TOKEN });
    const answer = await pool.request({ ...QUESTION, idempotent, body });
    return answer.body.json();
  };
}

/** The certificate is nobody's business here: what is measured does not change with it. */
function withTls(options: Pool.Options): () => Promise<unknown> {
  const url = tlsAuthority.url.replace(/^http:/, 'https:');
  return withRequest(url, { ...options, connect: { rejectUnauthorized: false } });
}

/** With the lowest interface of undici, on connections that are handed out here, and no check of anything. */
function withDispatch(): () => Promise<unknown> {
  const free = Array.from({ length: AT_ONCE }, () => new Client(authority.url));
  return () => {
    const connection = free.pop();
    if (connection === undefined) throw new Error('more questions at once than connections');
    return new Promise((resolve, reject) => {
      let body = '';
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: (_controller, chunk) => {
          body += chunk.toString();
        },
        onResponseEnd: () => {
          free.push(connection);
          resolve(JSON.parse(body));
        },
        onResponseError: (_controller, error) => reject(error),
      };
      connection.dispatch({ ...QUESTION, body: JSON.stringify({ token: BEARER_TOKEN }) }, handler);
    });
  };
}

function withOurClient(): () => Promise<unknown> {
  const client = createAuthleteClient(configuration);
  return async () => {
    const result = await client.introspect({ token: BEARER_TOKEN });
    if (result.state === 'failed') throw new Error(result.failure.kind);
    return result.answer;
  };
}

const USUAL = 'undici request, 64 connections';
const OVER_TLS = 'undici request, 64 connections, TLS';

/** What is measured, and what its ratio refers to. */
const ways: readonly (readonly [name: string, usual: string, ask: () => Promise<unknown>])[] = [
  [USUAL, USUAL, withRequest(authority.url, { connections: 64 })],
  [
    'undici request, 4 connections with 16 questions each',
    USUAL,
    withRequest(authority.url, { connections: 4, pipelining: 16 }),
  ],
  ['undici dispatch, 64 connections', USUAL, withDispatch()],
  ['our client, all checks', USUAL, withOurClient()],
  [OVER_TLS, OVER_TLS, withTls({ connections: 64, allowH2: false })],
  ['undici request, HTTP/2 on one connection', OVER_TLS, withTls({ connections: 1, allowH2: true })],
];

const measured = new Map(ways.map(([name]) => [name, [] as number[]]));
for (const [, , ask] of ways) await measure(ask);
for (let round = 0; round < rounds; round += 1) {
  // There and back, so that none always follows the same one.
  for (const [name, , ask] of round % 2 === 0 ? ways : ways.toReversed()) {
    measured.get(name)?.push(await measure(ask));
  }
}
await Promise.all([authority.stop(), tlsAuthority.stop()]);

const timesOf = (name: string): readonly number[] => measured.get(name) ?? [];
const report = ways.map(([name, usual]) => ({
  name,
  usual,
  microseconds: median(timesOf(name)),
  ratio: median(timesOf(name).map((time, round) => time / (timesOf(usual)[round] ?? Number.NaN))),
}));
if (values.json) {
  process.stdout.write(`${JSON.stringify({ rounds, questions, ways: report })}\n`);
} else {
  for (const { name, microseconds, ratio } of report) {
    process.stdout.write(
      `${name.padEnd(55)} ${microseconds.toFixed(1).padStart(5)} µs  ${ratio.toFixed(2)}\n`,
    );
  }
  process.stdout.write(
    `\nCPU time of one question. Medians of ${rounds} rounds with ${questions} questions each; Node.js ${process.version}.\n`,
  );
}
process.exit(0);

/** @returns microseconds of CPU time for one question */
async function measure(ask: () => Promise<unknown>): Promise<number> {
  let left = questions;
  const before = process.cpuUsage();
  const work = async (): Promise<void> => {
    for (; left > 0; left -= 1) await ask();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / questions;
}
