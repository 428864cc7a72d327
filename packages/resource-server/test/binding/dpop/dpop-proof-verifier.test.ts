import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createDpopNonces } from '../../../src/binding/dpop/dpop-nonces.ts';
import { DPOP_PROOF_FAULTS } from '../../../src/binding/dpop/dpop-proof-fault.ts';
import {
  createDpopProofVerifier,
  type DpopProofVerdict,
  type DpopProofVerifier,
} from '../../../src/binding/dpop/dpop-proof-verifier.ts';
import type { DpopProofVerifierOptions } from '../../../src/binding/dpop/dpop-proof-verifier-options.ts';
import { readPublicJwk, thumbprintOf } from '../../../src/binding/dpop/public-jwk.ts';
import type { ProofCase } from './proof-case.ts';
import { NONCE_CASES, PROOF_CASES } from './proof-cases.ts';
import { createEcKey, encode, makeProof, partsOf, type ProofContext } from './proof-maker.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 45, 2);
const context: ProofContext = {
  method: 'GET',
  uri: 'https://api.example.com/api/time',
  accessToken: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU',
  key: createEcKey(),
  now: NOW,
};
const THUMBPRINT = thumbprintOfKey(context);

function thumbprintOfKey({ key }: ProofContext): string {
  const jwk = readPublicJwk(key.jwk);
  assert.ok(typeof jwk !== 'string');
  return thumbprintOf(jwk);
}

function createVerifier(options: DpopProofVerifierOptions = {}): DpopProofVerifier {
  return createDpopProofVerifier({ now: () => NOW, ...options });
}

function ask(
  verifier: DpopProofVerifier,
  proof: string,
  { method, uri, accessToken } = context,
): Promise<DpopProofVerdict> {
  return verifier.verify({ proof, method, uri, accessToken });
}

function verdictOf(expected: ProofCase['expected']): DpopProofVerdict {
  return expected.valid
    ? { valid: true, jwkThumbprint: THUMBPRINT }
    : { valid: false, error: expected.error, reason: DPOP_PROOF_FAULTS[expected.fault] };
}

function refused(fault: keyof typeof DPOP_PROOF_FAULTS): DpopProofVerdict {
  return { valid: false, error: 'invalid_dpop_proof', reason: DPOP_PROOF_FAULTS[fault] };
}

const ACCEPTED: DpopProofVerdict = { valid: true, jwkThumbprint: THUMBPRINT };

suite('RFC 9449 §4.3: one proof that is right, many that are not', () => {
  const verifier = createVerifier();
  for (const { name, make, expected } of PROOF_CASES) {
    test(name, async () => {
      assert.deepEqual(await ask(verifier, make(context).proof), verdictOf(expected));
    });
  }

  test('every fault that a proof can have is among them', () => {
    const cases = [...PROOF_CASES, ...NONCE_CASES];
    const shown = new Set(cases.flatMap(({ expected }) => (expected.valid ? [] : [expected.fault])));
    const others = new Set(['unreadable_request_uri', 'replayed']);
    assert.deepEqual(
      Object.keys(DPOP_PROOF_FAULTS)
        .filter((fault) => !others.has(fault))
        .sort(),
      [...shown].sort(),
    );
  });

  test('a proof that was refused can be used once it is right', async () => {
    const proof = makeProof(context);
    assert.equal((await ask(verifier, proof, { ...context, accessToken: 'another' })).valid, false);
    assert.equal((await ask(verifier, proof, { ...context, method: 'POST' })).valid, false);
    assert.deepEqual(await ask(verifier, proof), ACCEPTED);
  });
});

suite('RFC 9449, the examples', () => {
  const accessToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
  const thumbprint = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
  const header =
    'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo' +
    'RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
  const tokenRequest = `${header}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
  const resourceRequest = `${header}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;

  test('§4.1 and §4.2: the proof of a token request is right in all but ath, which it cannot have', async () => {
    const verifier = createVerifier({ now: () => 1_562_262_616_000 });
    const question = {
      proof: tokenRequest,
      method: 'POST',
      uri: 'https://server.example.com/token',
      accessToken,
    };
    assert.deepEqual(await verifier.verify(question), refused('ath_missing'));
  });

  test('§6.1 and §7.1: the proof of a request for a resource, and the thumbprint of its key', async () => {
    const verifier = createVerifier({ now: () => 1_562_262_618_000 });
    const uri = 'https://resource.example.org/protectedresource';
    const question = { proof: resourceRequest, method: 'GET', uri, accessToken };
    assert.deepEqual(await verifier.verify(question), { valid: true, jwkThumbprint: thumbprint });
    assert.deepEqual(await verifier.verify(question), refused('replayed'));
  });
});

suite('RFC 9449 §4.3 check 9: the address of the request', () => {
  for (const uri of [
    'https://api.example.com/api/time?zone=UTC',
    'https://API.example.com:443/api/%74ime',
    'https://api.example.com/api/./time?a=b?c#d',
  ]) {
    test(`${uri} is the address of the proof`, async () => {
      assert.deepEqual(await ask(createVerifier(), makeProof(context), { ...context, uri }), ACCEPTED);
    });
  }

  for (const uri of [
    '',
    '/api/time',
    'api.example.com/api/time',
    'https://',
    'https://api.example.com/%',
    '*',
  ]) {
    test(`'${uri}' is no address: refused, also by a proof that says the same`, async () => {
      const strange = { ...context, uri };
      const verdict = await ask(createVerifier(), makeProof(strange), strange);
      assert.deepEqual(verdict, refused('unreadable_request_uri'));
    });
  }
});

suite('RFC 9449 §11.1: time', () => {
  const settings = { proofLifetime: 60, clockTolerance: 10 };
  const rows: readonly (readonly [sentence: string, age: number, verdict: DpopProofVerdict])[] = [
    ['just made', 0, ACCEPTED],
    ['as far ahead as clocks may differ', -10_000, ACCEPTED],
    ['a moment further ahead', -10_001, refused('issued_in_future')],
    ['a moment before lifetime and tolerance are over', 69_999, ACCEPTED],
    ['when lifetime and tolerance are over', 70_000, refused('expired')],
  ];
  for (const [sentence, age, verdict] of rows) {
    test(`a proof ${sentence}`, async () => {
      const verifier = createVerifier({ ...settings, now: () => NOW + age });
      assert.deepEqual(await ask(verifier, makeProof(context)), verdict);
    });
  }

  test('a clock that tells no time lets nothing through', async () => {
    const verifier = createVerifier({ now: () => Number.NaN });
    assert.equal((await ask(verifier, makeProof(context))).valid, false);
  });

  test('RFC 7519 §4.1.4: exp ends a proof early, but for the tolerance', async () => {
    const proof = (): string => makeProof(context, { claims: { exp: NOW / 1000 + 5 } });
    const before = createVerifier({ ...settings, now: () => NOW + 14_999 });
    const after = createVerifier({ ...settings, now: () => NOW + 15_000 });
    assert.deepEqual(await ask(before, proof()), ACCEPTED);
    assert.deepEqual(await ask(after, proof()), refused('expired'));
  });
});

suite('RFC 9449 §11.1: replay', () => {
  test('a proof is good once', async () => {
    const verifier = createVerifier();
    const proof = makeProof(context);
    assert.deepEqual(await ask(verifier, proof), ACCEPTED);
    assert.deepEqual(await ask(verifier, proof), refused('replayed'));
  });

  test('of a hundred simultaneous requests with the same proof one is accepted', async () => {
    const verifier = createVerifier();
    const proof = makeProof(context);
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => ask(verifier, proof)));
    assert.equal(verdicts.filter(({ valid }) => valid).length, 1);
  });

  test('the same is true with a store that takes its time', async () => {
    const known = new Set<string>();
    const replayStore = {
      async remember(key: string): Promise<boolean> {
        await new Promise(setImmediate);
        return !known.has(key) && known.add(key).has(key);
      },
    };
    const verifier = createVerifier({ replayStore });
    const proof = makeProof(context);
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => ask(verifier, proof)));
    assert.equal(verdicts.filter(({ valid }) => valid).length, 1);
  });

  test('an identifier that was used once is used up, whatever else the proof says', async () => {
    const verifier = createVerifier();
    const again = (iat: number): string => makeProof(context, { claims: { jti: 'one', iat } });
    assert.deepEqual(await ask(verifier, again(NOW / 1000)), ACCEPTED);
    assert.deepEqual(await ask(verifier, again(NOW / 1000 - 1)), refused('replayed'));
  });

  test('RFC 7518 §3.4: the other signature that ECDSA allows does not make another proof', async () => {
    const verifier = createVerifier();
    const proof = makeProof(context);
    const [header, claims, signature] = partsOf(proof);
    const bytes = Buffer.from(signature, 'base64url');
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const mirrored = order - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
    const s = Buffer.from(mirrored.toString(16).padStart(64, '0'), 'hex');
    const twin = `${header}.${claims}.${encode(Buffer.concat([bytes.subarray(0, 32), s]))}`;
    assert.deepEqual(await ask(verifier, proof), ACCEPTED);
    assert.deepEqual(await ask(verifier, twin), refused('replayed'));
  });

  test('clients may use the same identifier', async () => {
    const verifier = createVerifier();
    const other = { ...context, key: createEcKey() };
    assert.equal((await ask(verifier, makeProof(context, { claims: { jti: 'one' } }))).valid, true);
    assert.equal((await ask(verifier, makeProof(other, { claims: { jti: 'one' } }))).valid, true);
  });

  test('a proof is remembered for as long as it would be accepted, counted from iat and not from now', async () => {
    const calls: number[] = [];
    const replayStore = { remember: (_key: string, expiresAt: number): boolean => calls.push(expiresAt) > 0 };
    const settings = { proofLifetime: 60, clockTolerance: 10, replayStore };
    const ahead = makeProof(context, { claims: { iat: NOW / 1000 + 10 } });
    const old = makeProof(context, { claims: { iat: NOW / 1000 - 69.5 } });
    await ask(createVerifier(settings), ahead);
    await ask(createVerifier(settings), old);
    assert.deepEqual(calls, [NOW + 81_000, NOW + 1500]);
  });

  test('there is no moment at which a used proof is forgotten and still accepted', async () => {
    let now = NOW;
    const verifier = createVerifier({ now: () => now, proofLifetime: 3, clockTolerance: 2 });
    const proof = makeProof(context, { claims: { iat: NOW / 1000 + 1.3 } });
    assert.deepEqual(await ask(verifier, proof), ACCEPTED);
    for (; now < NOW + 10_000; now += 50) {
      assert.equal((await ask(verifier, proof)).valid, false, `after ${now - NOW} ms`);
    }
  });

  test('the store is told nothing that could be used', async () => {
    const keys: string[] = [];
    const replayStore = { remember: (key: string): boolean => keys.push(key) > 0 };
    await ask(createVerifier({ replayStore }), makeProof(context, { claims: { jti: 'one' } }));
    assert.match(keys[0] ?? '', /^[A-Za-z0-9_-]{43}$/);
  });

  test('a store that refuses is obeyed; a store that breaks is an outage and not the fault of the client', async () => {
    const refusing = createVerifier({ replayStore: { remember: () => false } });
    assert.deepEqual(await ask(refusing, makeProof(context)), refused('replayed'));
    const outage = new Error('connection lost');
    const breaking = createVerifier({ replayStore: { remember: () => Promise.reject(outage) } });
    await assert.rejects(ask(breaking, makeProof(context)), outage);
  });
});

suite('RFC 9449 §9: nonces', () => {
  const secret = 'a secret that is shared by all of the replicas';
  const nonces = createDpopNonces({ secret, lifetime: 300, now: () => NOW });
  const withNonce = { ...context, nonce: nonces.current() };

  for (const { name, make, expected } of [...NONCE_CASES, ...PROOF_CASES]) {
    test(name, async () => {
      const verifier = createVerifier({ nonces });
      assert.deepEqual(await ask(verifier, make(withNonce).proof), verdictOf(expected));
    });
  }

  test('the current nonce is the one to hand out', () => {
    assert.equal(createVerifier({ nonces }).currentNonce(), nonces.current());
    assert.equal(createVerifier().currentNonce(), undefined);
  });

  test('where none is asked for, a nonce does no harm', async () => {
    assert.deepEqual(
      await ask(createVerifier(), makeProof({ ...context, nonce: 'of another server' })),
      ACCEPTED,
    );
  });
});

suite('options', () => {
  test('only algorithms in the list are accepted', async () => {
    const verifier = createVerifier({ algorithms: ['PS256'] });
    assert.deepEqual(await ask(verifier, makeProof(context)), refused('algorithm_not_accepted'));
    assert.deepEqual(verifier.algorithms, ['PS256']);
  });

  test('a longer proof is refused unread', async () => {
    const proof = makeProof(context);
    assert.deepEqual(
      await ask(createVerifier({ maximumProofLength: proof.length - 1 }), proof),
      refused('too_long'),
    );
    assert.deepEqual(await ask(createVerifier({ maximumProofLength: proof.length }), proof), ACCEPTED);
  });

  test('the list of algorithms is a copy', () => {
    const algorithms: ('ES256' | 'PS256')[] = ['ES256'];
    const verifier = createVerifier({ algorithms });
    algorithms.push('PS256');
    assert.deepEqual(verifier.algorithms, ['ES256']);
    assert.ok(Object.isFrozen(verifier.algorithms));
  });

  const rows: readonly (readonly [option: string, values: readonly unknown[]])[] = [
    ['algorithms', [[], ['HS256'], ['ES256', 'none'], ['es256'], [undefined], 'ES256', null]],
    ['proofLifetime', [0, -1, Number.NaN, Infinity, '60', null]],
    ['clockTolerance', [-1, Number.NaN, Infinity, '30', null]],
    ['maximumProofLength', [0, 0.5, Number.NaN, Infinity, '8192', null]],
    ['replayStore', [null, {}, 'memory']],
    ['nonces', [null, {}, 'secret']],
    ['now', [NOW, null]],
  ];
  for (const [option, values] of rows) {
    for (const value of values) {
      test(`${option}: ${JSON.stringify(value)} is refused by name`, () => {
        const create = (): unknown => createDpopProofVerifier({ [option]: value });
        assert.throws(create, { name: 'TypeError', message: new RegExp(`^options\\.${option}: `) });
      });
    }
  }
});
