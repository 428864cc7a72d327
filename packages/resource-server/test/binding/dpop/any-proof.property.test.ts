import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { createDpopNonces } from '../../../src/binding/dpop/dpop-nonces.ts';
import { DPOP_PROOF_FAULTS } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import {
  createDpopProofVerifier,
  type DpopProofQuestion,
  type DpopProofVerdict,
} from '../../../src/binding/dpop/dpop-proof-verifier.ts';
import { createEcKey, encode, makeProof, type ProofContext } from './proof-maker.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 45, 2);
const context: ProofContext = {
  method: 'GET',
  uri: 'https://api.example.com/api/time',
  accessToken: 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk',
  key: createEcKey(),
  now: NOW,
};
const { method, uri, accessToken } = context;
const verifier = createDpopProofVerifier({ now: () => NOW });
const REASONS: ReadonlySet<string> = new Set(Object.values(DPOP_PROOF_FAULTS));

function assertRefused(verdict: DpopProofVerdict): void {
  assert.ok(!verdict.valid);
  assert.equal(verdict.error, 'invalid_dpop_proof');
  assert.ok(REASONS.has(verdict.reason));
}

function assertVerdict(verdict: DpopProofVerdict): void {
  if (verdict.valid) assert.match(verdict.jwkThumbprint, /^[A-Za-z0-9_-]{43}$/);
  else assertRefused(verdict);
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('dpop+jwt', 'ES256', 'RS256', 'EdDSA', 'P-256', 'RSA', 'EC', 'OKP', 'AQAB', 1e308, -0),
);

function anyMembers(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.constantFrom(...names, '__proto__', 'constructor', ''), anyJson, { maxKeys: 3 });
}

suite('whatever a client sends ends in a verdict', () => {
  test('any text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, anyText, async (proof, method, uri, accessToken) => {
        assertRefused(await verifier.verify({ proof, method, uri, accessToken }));
      }),
    );
  });

  test('any parts, encoded as they should be', async () => {
    const part = fc.oneof(
      anyJson.map((value) => encode(JSON.stringify(value))),
      fc.uint8Array().map(encode),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        assertRefused(await verifier.verify({ proof: parts.join('.'), method, uri, accessToken }));
      }),
    );
  });

  test('a signed proof with any members in the place of its own', async () => {
    const header = anyMembers(['typ', 'alg', 'jwk', 'crit', 'kid', 'b64']);
    const claims = anyMembers(['jti', 'htm', 'htu', 'iat', 'exp', 'nbf', 'ath', 'nonce']);
    const jwk = anyMembers(['kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'use']);
    await fc.assert(
      fc.asyncProperty(header, claims, jwk, async (header, claims, jwk) => {
        const changes = { header: { jwk: { ...context.key.jwk, ...jwk }, ...header }, claims };
        assertVerdict(
          await verifier.verify({ proof: makeProof(context, changes), method, uri, accessToken }),
        );
      }),
    );
  });

  test('a proof with one character exchanged, taken out or put in is never accepted', async () => {
    const proof = makeProof(context);
    const place = fc.nat({ max: proof.length - 1 });
    const piece = fc.oneof(fc.constantFrom('', 'A', '-', '_', '.', '=', ' '), fc.string({ maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 1 }), piece, async (at, removed, piece) => {
        const changed = proof.slice(0, at) + piece + proof.slice(at + removed);
        fc.pre(changed !== proof);
        assertRefused(await verifier.verify({ proof: changed, method, uri, accessToken }));
      }),
      { numRuns: 500 },
    );
    assert.equal((await verifier.verify({ proof, method, uri, accessToken })).valid, true);
  });

  test('a proof is accepted for no other request', async () => {
    const proof = makeProof(context);
    const question = fc.oneof(
      fc.record({ method: anyText, uri: fc.constant(uri), accessToken: fc.constant(accessToken) }),
      fc.record({
        method: fc.constant(method),
        uri: fc.oneof(anyText, fc.webUrl()),
        accessToken: fc.constant(accessToken),
      }),
      fc.record({ method: fc.constant(method), uri: fc.constant(uri), accessToken: anyText }),
    );
    await fc.assert(
      fc.asyncProperty(question, async (other) => {
        assertRefused(await verifier.verify({ proof, ...other } satisfies DpopProofQuestion));
      }),
    );
  });

  test('any nonce', async () => {
    const nonces = createDpopNonces({ secret: 'x'.repeat(32), now: () => NOW });
    const asking = createDpopProofVerifier({ now: () => NOW, nonces });
    await fc.assert(
      fc.asyncProperty(anyText, async (nonce) => {
        const proof = makeProof({ ...context, nonce });
        const verdict = await asking.verify({ proof, method, uri, accessToken });
        assert.ok(!verdict.valid && verdict.error === 'use_dpop_nonce');
      }),
    );
  });
});
