// What a request costs, as a ratio to a floor in the same run: these machines are noisy, ratios are not.
import type { LoadResult } from './load/load-order.ts';
import { makeMaterial } from './material.ts';
import { measure } from './measure.ts';
import { readOptions } from './options.ts';
import { NodeProcess } from './processes/node-process.ts';
import { canPin, LOAD_CORE } from './processes/pinning.ts';
import { summarize, tableOf } from './report.ts';
import { rowsWith } from './rows.ts';

const { rounds, requests, connections, only, json } = readOptions(process.argv.slice(2));
const material = makeMaterial();
const rows = rowsWith(material);
const wanted = rows.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)));
if (wanted.length === 0) {
  const names = rows.map(({ name }) => `  ${name}`).join('\n');
  process.stderr.write(`--only: no row has this in its name. These are the rows:\n\n${names}\n`);
  process.exit(2);
}
const floors = new Set(wanted.map(({ floor }) => floor));

const stub = 'authority/authlete-stub.ts';
const authority = await NodeProcess.start(stub, LOAD_CORE, material.authorityEnvironment);
const tlsAuthority = await NodeProcess.start(stub, LOAD_CORE, material.tlsEnvironment);
const load = await NodeProcess.start('load/load-process.ts', LOAD_CORE);
const measured = await measure(
  rows.filter((row) => wanted.includes(row) || floors.has(row.name)),
  {
    environment: {
      AUTHLETE_BASE_URL: authority.url,
      AUTHLETE_API_VERSION: 'V3',
      AUTHLETE_SERVICE_APIKEY: '10001',
      AUTHLETE_SERVICE_ACCESSTOKEN: 'service-access-token',
    },
    addresses: { AUTHLETE: new URL(authority.url).host, TLSAUTHLETE: new URL(tlsAuthority.url).host },
    load: (order) => load.ask<LoadResult>(order),
    rounds,
    requests,
    connections,
    onProgress: (sentence) => process.stderr.write(`${sentence}\n`),
  },
);
await Promise.all([authority, tlsAuthority, load].map((process) => process.stop()));

const summary = summarize(measured);
if (json) {
  const { version: node } = process;
  process.stdout.write(
    `${JSON.stringify({ pinned: canPin, node, rounds, requests, connections, rows: summary })}\n`,
  );
} else {
  const where = canPin ? 'server and load on different cores' : 'server and load not pinned to cores';
  process.stdout.write(
    `${tableOf(summary)}\n\nMedians of ${rounds} rounds with ${requests} requests each on ${connections} connections; ` +
      `${where}; Node.js ${process.version}.\n`,
  );
}
