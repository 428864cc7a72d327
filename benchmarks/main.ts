// What a request costs, as a ratio to a floor in the same run: these machines are noisy, ratios are not.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { LoadResult } from './load.ts';
import { forkPinned, MeasuredProcess, pinned } from './measured-process.ts';
import { printTable, type Row, summarize } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '64' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`Usage: npm run bench -- [options]

  --rounds N        rounds in which each candidate is measured in turn (5)
  --requests N      requests in each round (20000)
  --connections N   connections that send them (64)
  --short           two small rounds: shows that it works, not what it costs
  --json            one JSON object instead of a table
`);
  process.exit(0);
}
const rounds = values.short ? 2 : Number(values.rounds);
const requests = values.short ? 2000 : Number(values.requests);

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const TOKEN = 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';

const candidates = [
  { name: 'floor: node:http + one undici call', file: 'candidates/floor.ts' },
  { name: 'library on node:http', file: 'candidates/library.ts' },
  { name: 'server: /api/time', file: 'candidates/server.ts' },
];

const stub = await MeasuredProcess.start('authlete-stub.ts', LOAD_CORE);
const environment = {
  AUTHLETE: stub.url,
  AUTHLETE_BASE_URL: stub.url,
  AUTHLETE_API_VERSION: 'V3',
  AUTHLETE_SERVICE_APIKEY: '10001',
  AUTHLETE_SERVICE_ACCESSTOKEN: 'service-access-token',
};

const rows: Row[] = candidates.map(({ name }) => ({ name, measurements: [] }));
const servers = await Promise.all(
  candidates.map(({ file }) => MeasuredProcess.start(file, SERVER_CORE, environment)),
);
for (const server of servers) await load(server.url, Math.min(requests, 5000));

for (let round = 1; round <= rounds; round += 1) {
  if (!values.json) process.stderr.write(`round ${round} of ${rounds}\n`);
  for (const [index, server] of servers.entries()) {
    const before = await server.usage();
    const result = await load(server.url, requests);
    const after = await server.usage();
    if (result.failures > 0) {
      throw new Error(`${candidates[index]?.name}: ${result.failures} requests failed`);
    }
    const cpuSeconds = ((after.cpuSeconds - before.cpuSeconds) / requests) * 10_000;
    rows[index]?.measurements.push({ ...result, cpuSeconds, memory: after.memory });
  }
}
for (const server of [...servers, stub]) server.stop();

const summary = summarize(rows);
if (values.json) process.stdout.write(`${JSON.stringify({ pinned, rounds, requests, rows: summary })}\n`);
else printTable(summary, { pinned, rounds, requests });

async function load(url: string, amount: number): Promise<LoadResult> {
  const args = [`${url}/api/time`, String(amount), values.connections, TOKEN];
  const [result] = (await once(forkPinned('load.ts', LOAD_CORE, {}, args), 'message')) as [LoadResult];
  return result;
}
