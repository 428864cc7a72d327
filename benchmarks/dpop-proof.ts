// What verifying a DPoP proof costs, all checks, as a ratio to the bare verification of its signature with a ready key.
import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  createDpopProofVerifier,
  type DpopProofVerifier,
} from '../packages/resource-server/src/binding/dpop/dpop-proof-verifier.ts';
import { createReplayStore } from '../packages/resource-server/src/binding/dpop/replay-store.ts';
import { createMemoryReplicaStore } from '../packages/resource-server/src/replication/memory-replica-store.ts';
import { makeProofs } from './load/dpop-proofs.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    proofs: { type: 'string', default: '2000' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`Usage: node benchmarks/dpop-proof.ts [options]

  --rounds N   rounds in which both are measured in turn (15)
  --proofs N   proofs in each round, each verified once by both (2000)
  --short      three small rounds: shows that it works, not what it costs
  --json       one JSON object instead of sentences
`);
  process.exit(0);
}
const rounds = values.short ? 3 : Number(values.rounds);
const proofs = values.short ? 300 : Number(values.proofs);

const METHOD = 'GET';
const URI = 'https://api.example.com/orders/4711';
const ACCESS_TOKEN = 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FACTS = {
  privateKey,
  publicJwk: publicKey.export({ format: 'jwk' }),
  accessToken: ACCESS_TOKEN,
  method: METHOD,
  uri: URI,
};

const verifier = createDpopProofVerifier({
  replayStore: createReplayStore(createMemoryReplicaStore({ maximumEntries: (rounds + 1) * proofs })),
});
await measure(makeProofs(proofs, FACTS), verifier);

const bare: number[] = [];
const complete: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const batch = makeProofs(proofs, FACTS);
  // In turn, so that neither always runs on the warmer machine.
  if (round % 2 === 0) bare.push(measureBare(batch, publicKey));
  complete.push(await measure(batch, verifier));
  if (round % 2 === 1) bare.push(measureBare(batch, publicKey));
}

const ratio = median(complete.map((microseconds, round) => microseconds / (bare[round] ?? Number.NaN)));
const result = { rounds, proofs, bare: median(bare), complete: median(complete), ratio };
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  process.stdout.write(`crypto.verify, ES256, ready key   ${result.bare.toFixed(1)} µs
one proof, all checks, known key  ${result.complete.toFixed(1)} µs
ratio                             ${ratio.toFixed(2)}

Medians of ${rounds} rounds with ${proofs} proofs each; Node.js ${process.version}.
`);
}

/** Microseconds for one proof. */
async function measure(batch: readonly string[], verifier: DpopProofVerifier): Promise<number> {
  const started = performance.now();
  for (const proof of batch) {
    const verdict = await verifier.verify({ proof, method: METHOD, uri: URI, accessToken: ACCESS_TOKEN });
    if (!verdict.valid) throw new Error(verdict.reason);
  }
  return ((performance.now() - started) / batch.length) * 1000;
}

/** Microseconds for one signature. */
function measureBare(batch: readonly string[], key: KeyObject): number {
  const signatures = batch.map((proof) => {
    const end = proof.lastIndexOf('.');
    return {
      signed: Buffer.from(proof.slice(0, end)),
      signature: Buffer.from(proof.slice(end + 1), 'base64url'),
    };
  });
  const started = performance.now();
  for (const { signed, signature } of signatures) {
    if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('wrong');
  }
  return ((performance.now() - started) / batch.length) * 1000;
}
