// What a request must prove: RFC 9449 and RFC 8705 in the pipeline, over a token source that tells bindings and proofs that are
// verified here.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createTrustBoundary,
  type Denied,
  type DpopMode,
  type Policy,
  type ResourceRequest,
  type Scheme,
} from '../src/index.ts';
import {
  type Binding,
  BINDINGS,
  boundRequest,
  type Certificate,
  NOW,
  type Proof,
  proofOf,
  REPLAYED,
  TOKEN,
  URI,
} from './binding/bound-requests.ts';
import { active, assertDenied, serverFor, verifier } from './binding/bound-servers.ts';
import { requestOf } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

suite('every combination of mode, scheme, binding, proof, certificate and constraint', () => {
  const modes: readonly DpopMode[] = ['off', 'accept', 'require'];
  const schemes: readonly Scheme[] = ['Bearer', 'DPoP'];
  const bindings: readonly Binding[] = ['nothing', 'key', 'certificate', 'both'];
  const proofs: readonly Proof[] = [
    'right',
    'wrong',
    'missing',
    'two',
    'of another key',
    'replayed',
    'empty',
  ];
  const certificates: readonly Certificate[] = ['right', 'other', 'none', 'malformed'];
  const constraints: readonly Policy[] = [{}, { senderConstraint: 'required' }];

  for (const dpop of modes) {
    for (const scheme of schemes) {
      test(`${scheme} where DPoP is '${dpop}': granted exactly where all that is bound is proved`, async () => {
        for (const binding of bindings) {
          const proofVerifier = verifier();
          await proofVerifier.verify({ proof: REPLAYED, method: 'GET', uri: URI, accessToken: TOKEN });
          const byDefault = serverFor(binding, { dpop, proofVerifier });
          const byRoute = serverFor(binding, { dpop: dpop === 'off' ? 'require' : 'off', proofVerifier });
          for (const proof of proofs) {
            for (const certificate of certificates) {
              for (const policy of constraints) {
                const toKey = binding === 'key' || binding === 'both';
                const toCertificate = binding === 'certificate' || binding === 'both';
                const expected =
                  (scheme === 'Bearer'
                    ? dpop !== 'require' && !toKey
                    : dpop !== 'off' && toKey && proof === 'right') &&
                  (!toCertificate || certificate === 'right') &&
                  (policy.senderConstraint === undefined || binding !== 'nothing');
                const words = `${binding}, proof ${proof}, certificate ${certificate}, ${JSON.stringify(policy)}`;
                const request = (): ResourceRequest => boundRequest(scheme, proof, certificate);
                const decision = await byDefault.authorize(request(), policy);
                assert.equal(decision.granted, expected, words);
                assert.ok(decision.granted || decision.status === 401, words);
                const sameDecision = await byRoute.authorize(request(), { ...policy, dpop });
                assert.deepEqual(sameDecision, decision, `the mode is the route's: ${words}`);
              }
            }
          }
        }
      });
    }
  }
});

suite('which denial it is', () => {
  type Row = readonly [
    sentence: string,
    binding: Binding,
    request: readonly [Scheme, Proof?, Certificate?],
    policy: Policy,
    code: Denied['code'],
    reason: RegExp,
  ];
  const rows: readonly Row[] = [
    [
      'RFC 9449, 7.2: a bound token under Bearer is refused, so no proof can be stripped',
      'key',
      ['Bearer'],
      {},
      'token_bound',
      /DPoP key.*Bearer/,
    ],
    [
      'RFC 9449, 7.2: also with the proof beside it',
      'key',
      ['Bearer', 'right'],
      {},
      'token_bound',
      /DPoP key.*Bearer/,
    ],
    [
      'RFC 9449, 7.2: also where DPoP is off',
      'key',
      ['Bearer'],
      { dpop: 'off' },
      'token_bound',
      /DPoP key.*Bearer/,
    ],
    [
      'RFC 9449, 7.1: the scheme DPoP without a proof is refused',
      'key',
      ['DPoP'],
      {},
      'proof_missing',
      /no DPoP proof/,
    ],
    ['RFC 9449, 7.1: an empty proof is none', 'key', ['DPoP', 'empty'], {}, 'proof_missing', /no DPoP proof/],
    [
      'RFC 9449, 7.1: an unbound token is not made a bound one by a proof',
      'nothing',
      ['DPoP', 'right'],
      {},
      'token_not_bound',
      /not bound to a key/,
    ],
    [
      'RFC 9449, 7.1: nor by one that is wrong',
      'nothing',
      ['DPoP', 'wrong'],
      {},
      'token_not_bound',
      /not bound to a key/,
    ],
    [
      'RFC 9449, 4.3, check 1: two proofs are refused',
      'key',
      ['DPoP', 'two'],
      {},
      'several_proofs',
      /more than one/,
    ],
    [
      'RFC 9449, 4.3, check 8: a proof for another method',
      'key',
      ['DPoP', 'wrong'],
      {},
      'proof_refused',
      /^htm is not/,
    ],
    [
      'RFC 9449, 4.3, check 12: a proof of another key',
      'key',
      ['DPoP', 'of another key'],
      {},
      'proof_refused',
      /another key/,
    ],
    [
      'a token bound to a certificate is not proved by a DPoP proof',
      'certificate',
      ['DPoP', 'right', 'right'],
      {},
      'token_not_bound',
      /not bound to a key/,
    ],
    [
      'RFC 8705, 3: no certificate',
      'certificate',
      ['Bearer', 'missing', 'none'],
      {},
      'token_bound',
      /proves none$/,
    ],
    [
      'RFC 8705, 3: the certificate of somebody else',
      'certificate',
      ['Bearer', 'missing', 'other'],
      {},
      'token_bound',
      /proves another one$/,
    ],
    [
      'RFC 8705, 3: a certificate that cannot be read, in so many words',
      'certificate',
      ['Bearer', 'missing', 'malformed'],
      {},
      'token_bound',
      /proves none that can be read$/,
    ],
    ['both bindings: the key alone', 'both', ['DPoP', 'right', 'none'], {}, 'token_bound', /certificate/],
    [
      'both bindings: the certificate alone',
      'both',
      ['Bearer', 'missing', 'right'],
      {},
      'token_bound',
      /DPoP key/,
    ],
    [
      'both bindings: the certificate and a wrong proof',
      'both',
      ['DPoP', 'wrong', 'right'],
      {},
      'proof_refused',
      /^htm/,
    ],
    [
      'a route that requires DPoP refuses Bearer unseen',
      'nothing',
      ['Bearer'],
      { dpop: 'require' },
      'bearer_not_accepted',
      /with a DPoP proof/,
    ],
    [
      'a route that requires DPoP refuses a certificate in its place',
      'certificate',
      ['Bearer', 'missing', 'right'],
      { dpop: 'require' },
      'bearer_not_accepted',
      /./,
    ],
    [
      'a route without DPoP does not know the scheme',
      'key',
      ['DPoP', 'right'],
      { dpop: 'off' },
      'no_credentials',
      /no access token/,
    ],
    [
      'an unbound token where a constraint is required',
      'nothing',
      ['Bearer'],
      { senderConstraint: 'required' },
      'token_not_bound',
      /policy asks/,
    ],
    [
      'an unbound token with a certificate where a constraint is required',
      'nothing',
      ['Bearer', 'missing', 'right'],
      { senderConstraint: 'required' },
      'token_not_bound',
      /policy asks/,
    ],
  ];
  for (const [sentence, binding, [scheme, proof, certificate], policy, code, reason] of rows) {
    test(sentence, async () => {
      const decision = await serverFor(binding).authorize(boundRequest(scheme, proof, certificate), policy);
      assertDenied(decision, code);
      assert.match(decision.reason, reason);
    });
  }

  test('RFC 9449, 11.1: a proof is good once, also for another route of the same address', async () => {
    const server = serverFor('key');
    const proof = proofOf();
    assert.ok((await server.authorize(boundRequest('DPoP', proof))).granted);
    const again = await server.authorize(boundRequest('DPoP', proof), { subject: 'required' });
    assertDenied(again, 'proof_refused');
    assert.match(again.reason, /used before/);
  });

  test('RFC 9449, 11.1: of two simultaneous requests with one proof, one is granted', async () => {
    const server = serverFor('key');
    const proof = proofOf();
    const decisions = await Promise.all([1, 2, 3].map(() => server.authorize(boundRequest('DPoP', proof))));
    assert.equal(decisions.filter(({ granted }) => granted).length, 1);
  });

  test('a token that is not active uses up no proof', async () => {
    const remembered: string[] = [];
    const replayStore = { remember: (key: string) => remembered.push(key) > 0 };
    const server = serverFor('key', {
      tokenSource: new InMemoryTokenSource({}),
      proofVerifier: verifier({ replayStore }),
    });
    assertDenied(await server.authorize(boundRequest('DPoP', 'right')), 'token_not_active');
    assert.deepEqual(remembered, []);
  });

  test('an expired token uses up no proof, whatever its source says', async () => {
    const remembered: string[] = [];
    const replayStore = { remember: (key: string) => remembered.push(key) > 0 };
    const expired = active({ ...BINDINGS.key, expiresAt: NOW });
    const server = serverFor('key', {
      tokenSource: new InMemoryTokenSource({ [TOKEN]: expired }),
      proofVerifier: verifier({ replayStore }),
    });
    assertDenied(await server.authorize(boundRequest('DPoP', 'right')), 'token_expired');
    assert.deepEqual(remembered, []);
  });

  test('RFC 9470, 3: a bound token with a good proof is still held against the policy', async () => {
    const decision = await serverFor('key').authorize(boundRequest('DPoP', 'right'), { maxAge: 60 });
    assertDenied(decision, 'insufficient_user_authentication');
  });

  test('RFC 8705, 3: where nothing can provide a certificate, a bound token is refused', async () => {
    const server = serverFor('certificate', { trustBoundary: createTrustBoundary() });
    assertDenied(await server.authorize(boundRequest('Bearer', 'missing', 'right')), 'token_bound');
  });

  test('RFC 8705, 3: a certificate header from anybody but the proxy proves nothing', async () => {
    const request = {
      ...boundRequest('Bearer', 'missing', 'right'),
      connection: { remoteAddress: '10.0.0.2' },
    };
    assertDenied(await serverFor('certificate').authorize(request), 'token_bound');
  });
});

suite('the address of the request', () => {
  test('RFC 9449, 4.3, check 9: a proof is not verifiable where nobody says the address; the operator is told', async () => {
    const server = serverFor('key', { trustBoundary: createTrustBoundary() });
    const request = requestOf({
      authorization: `DPoP ${TOKEN}`,
      target: '/orders',
      headers: { host: 'api.example.com', dpop: proofOf() },
    });
    const decision = await server.authorize(request);
    assertDenied(decision, 'proof_not_verifiable');
    assert.match(decision.reason, /configure the public URL/);
    assert.doesNotMatch(decision.body + JSON.stringify(decision.headers), /public URL/);
  });

  for (const target of ['/a/../orders', '/%6frders', '//orders', '*', 'https://api.example.com/orders']) {
    test(`RFC 9449, 4.3, check 9: no address is certain for the target ${target}, and that is the reason`, async () => {
      const request = { ...boundRequest('DPoP', 'right'), target };
      const decision = await serverFor('key').authorize(request);
      assertDenied(decision, 'proof_not_verifiable');
      assert.match(decision.reason, /more than one reading/);
    });
  }

  test('nobody is asked about a token whose proof cannot be verified', async () => {
    const tokenSource = new InMemoryTokenSource({});
    const server = serverFor('key', { tokenSource, trustBoundary: createTrustBoundary() });
    assertDenied(await server.authorize(boundRequest('DPoP', 'right')), 'proof_not_verifiable');
    assert.deepEqual(tokenSource.asked, []);
  });
});
