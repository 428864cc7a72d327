import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { DpopAlgorithm } from '../../../src/binding/dpop/dpop-algorithm.ts';
import { createDpopNonces } from '../../../src/binding/dpop/dpop-nonces.ts';
import {
  createDpopProofVerifier,
  type DpopProofVerifier,
} from '../../../src/binding/dpop/dpop-proof-verifier.ts';

const ACCESS_TOKEN = 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';
const URI = 'https://api.example.com/orders/4711';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const KEYS: Readonly<Record<DpopAlgorithm, { privateKey: KeyObject; publicKey: KeyObject }>> = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  EdDSA: ed25519,
  Ed25519: ed25519,
};
const ALGORITHMS = Object.keys(KEYS) as DpopAlgorithm[];
const DEFAULT_ALGORITHMS: readonly DpopAlgorithm[] = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];

suite('proofs by jose', () => {
  const verifier = createDpopProofVerifier({ algorithms: ALGORITHMS });
  for (const alg of ALGORITHMS) {
    test(`${alg}: accepted, with the thumbprint that jose finds; a second time refused`, async () => {
      const { proof, jwk } = await signByJose(alg, {});
      const question = { proof, method: 'GET', uri: URI, accessToken: ACCESS_TOKEN };
      assert.deepEqual(await verifier.verify(question), {
        valid: true,
        jwkThumbprint: await calculateJwkThumbprint(jwk),
      });
      assert.equal((await verifier.verify(question)).valid, false);
    });

    test(`${alg}: refused where a claim was changed after signing`, async () => {
      const [{ proof }, { proof: other }] = [await signByJose(alg, {}), await signByJose(alg, {})];
      const [header, , signature] = proof.split('.');
      const mixed = [header, other.split('.')[1], signature].join('.');
      const verdict = await verifier.verify({
        proof: mixed,
        method: 'GET',
        uri: URI,
        accessToken: ACCESS_TOKEN,
      });
      assert.ok(!verdict.valid);
      assert.match(verdict.reason, /signature/);
    });
  }

  test('the default algorithms are those that profiles ask for', async () => {
    const verifier = createDpopProofVerifier();
    assert.deepEqual(verifier.algorithms, DEFAULT_ALGORITHMS);
    for (const alg of ALGORITHMS) {
      const { proof } = await signByJose(alg, {});
      const verdict = await verifier.verify({ proof, method: 'GET', uri: URI, accessToken: ACCESS_TOKEN });
      assert.equal(verdict.valid, DEFAULT_ALGORITHMS.includes(alg), alg);
    }
  });
});

suite('proofs by oauth4webapi', () => {
  for (const alg of ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'Ed25519'] as const) {
    test(`${alg}: accepted`, async () => {
      const verifier = createDpopProofVerifier({ algorithms: ALGORITHMS });
      const handle = oauth.DPoP({}, await oauth.generateKeyPair(alg));
      const response = await requestBy(handle, verifier);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), await handle.calculateThumbprint());
    });
  }

  test('RFC 9449 §9: asked for a nonce, the client asks again with it, and uses it from then on', async () => {
    let now = Date.now();
    const clock = (): number => now;
    const nonces = createDpopNonces({ secret: randomUUID() + randomUUID(), now: clock });
    const verifier = createDpopProofVerifier({ nonces });
    const handle = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));

    await assert.rejects(requestBy(handle, verifier), (error) => oauth.isDPoPNonceError(error));
    assert.equal((await requestBy(handle, verifier)).status, 200);
    assert.equal((await requestBy(handle, verifier)).status, 200);

    now += 600_000;
    await assert.rejects(requestBy(handle, verifier), (error) => oauth.isDPoPNonceError(error));
    assert.equal((await requestBy(handle, verifier)).status, 200);
  });
});

async function signByJose(
  alg: DpopAlgorithm,
  claims: Readonly<Record<string, unknown>>,
): Promise<{ proof: string; jwk: JWK }> {
  const { privateKey, publicKey } = KEYS[alg];
  const jwk = await exportJWK(publicKey);
  const ath = createHash('sha256').update(ACCESS_TOKEN).digest('base64url');
  const proof = await new SignJWT({ htm: 'GET', htu: URI, ath, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
    .setIssuedAt()
    .setJti(randomUUID())
    .sign(privateKey);
  return { proof, jwk };
}

/** Sends a request to a resource server that answers as the verifier says, with the thumbprint where it says yes. */
function requestBy(handle: oauth.DPoPHandle, verifier: DpopProofVerifier): Promise<Response> {
  return oauth.protectedResourceRequest(ACCESS_TOKEN, 'GET', new URL(`${URI}?page=2`), undefined, undefined, {
    DPoP: handle,
    [oauth.customFetch]: async (uri, { method, headers }) => {
      const accessToken = headers['authorization']?.replace(/^DPoP /, '') ?? '';
      const verdict = await verifier.verify({ proof: headers['dpop'] ?? '', method, uri, accessToken });
      const nonce = verifier.currentNonce();
      const fields: Record<string, string> = nonce === undefined ? {} : { 'DPoP-Nonce': nonce };
      return verdict.valid
        ? new Response(verdict.jwkThumbprint, { headers: fields })
        : new Response(null, {
            status: 401,
            headers: { ...fields, 'WWW-Authenticate': `DPoP error="${verdict.error}"` },
          });
    },
  });
}
