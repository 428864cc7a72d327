// What verifying a DPoP proof costs, all checks, as a ratio to the bare verification of its signature with a ready key.
import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  createDpopProofVerifier,
  type DpopProofVerifier,
} from '../packages/resource-server/src/binding/dpop/dpop-proof-verifier.ts';
import { createReplayStore } from '../packages/resource-server/src/binding/dpop/replay-store.ts';
import { createMemoryReplicaStore } from '../packages/resource-server/src/replication/memory-replica-store.ts';

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
const ATH = createHash('sha256').update(ACCESS_TOKEN).digest('base64url');
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const HEADER = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) });

interface Signed {
  readonly proof: string;
  readonly signingInput: Buffer;
  readonly signature: Buffer;
}

const verifier = createDpopProofVerifier({
  replayStore: createReplayStore(createMemoryReplicaStore({ maximumEntries: (rounds + 1) * proofs })),
});
await measure(makeProofs(), verifier);

const bare: number[] = [];
const complete: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const batch = makeProofs();
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

function makeProofs(): Signed[] {
  return Array.from({ length: proofs }, () => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { jti: crypto.randomUUID(), htm: METHOD, htu: URI, iat, ath: ATH };
    const signingInput = `${HEADER}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signingInput), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return {
      proof: `${signingInput}.${signature.toString('base64url')}`,
      signingInput: Buffer.from(signingInput),
      signature,
    };
  });
}

/** Microseconds for one proof. */
async function measure(batch: readonly Signed[], verifier: DpopProofVerifier): Promise<number> {
  const started = performance.now();
  for (const { proof } of batch) {
    const verdict = await verifier.verify({ proof, method: METHOD, uri: URI, accessToken: ACCESS_TOKEN });
    if (!verdict.valid) throw new Error(verdict.reason);
  }
  return ((performance.now() - started) / batch.length) * 1000;
}

/** Microseconds for one signature. */
function measureBare(batch: readonly Signed[], key: KeyObject): number {
  const started = performance.now();
  for (const { signingInput, signature } of batch) {
    if (!verify('sha256', signingInput, { key, dsaEncoding: 'ieee-p1363' }, signature)) {
      throw new Error('wrong');
    }
  }
  return ((performance.now() - started) / batch.length) * 1000;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
