// The exact words of RFC 6750, 9449, 9470 and 9728 for a request that is turned away, and what an independent client reads there.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type AccessToken,
  type Denied,
  type DpopMode,
  type Policy,
  type ResourceRequest,
  type ResourceServerOptions,
  createResourceServer,
} from '../src/index.ts';
import { boundRequest, type Binding, BINDINGS, TOKEN } from './binding/bound-requests.ts';
import { active, serverFor } from './binding/bound-servers.ts';
import { readChallenges } from './challenge-reader.ts';
import { requestOf } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

const ALGS = 'algs="ES256 PS256"';
const BOUND = 'The access token is bound to a key that the request did not prove.';
const NOT_BOUND = 'The access token must be bound to a key that the request proves.';
const WRONG_PROOF = 'The DPoP proof is not right for this request and this access token.';
const UNKNOWN =
  'The access token is unknown, expired or revoked, or it is bound to a key that the request did not prove.';
const SIGN_IN = 'The user must sign in in another way, or again.';
const NOT_ONE_WORD =
  'The Authorization header must be the word Bearer or DPoP, a space and one access token.';

interface Asked {
  readonly binding?: Binding;
  readonly facts?: Partial<AccessToken>;
  readonly policy?: Policy;
  readonly options?: Partial<ResourceServerOptions>;
}

async function denialOf(request: ResourceRequest, dpop: DpopMode, asked: Asked = {}): Promise<Denied> {
  const { binding = 'nothing', facts = {}, policy, options } = asked;
  const tokenSource = new InMemoryTokenSource({ [TOKEN]: active({ ...BINDINGS[binding], ...facts }) });
  const decision = await serverFor(binding, { dpop, tokenSource, ...options }).authorize(request, policy);
  assert.ok(!decision.granted, 'the request is granted');
  return decision;
}

type Row = readonly [
  sentence: string,
  dpop: DpopMode,
  request: ResourceRequest,
  asked: Asked,
  status: number,
  challenge: string,
];

const rows: readonly Row[] = [
  ['RFC 6750, 3: no credentials, Bearer alone', 'off', requestOf(), {}, 401, 'Bearer'],
  ['RFC 9449, 7.2: no credentials, both schemes', 'accept', requestOf(), {}, 401, `Bearer, DPoP ${ALGS}`],
  ['RFC 9449, 7.1: no credentials, DPoP alone', 'require', requestOf(), {}, 401, `DPoP ${ALGS}`],
  [
    'RFC 9449, 7.1: another scheme is no credentials',
    'require',
    requestOf({ authorization: 'Basic am9objpqb2hu' }),
    {},
    401,
    `DPoP ${ALGS}`,
  ],
  [
    'RFC 6750, 3.1: an unknown token under Bearer',
    'accept',
    requestOf({ authorization: 'Bearer unknown' }),
    {},
    401,
    `Bearer error="invalid_token", error_description="${UNKNOWN}", DPoP ${ALGS}`,
  ],
  [
    'RFC 9449, 7.1: an unknown token under DPoP',
    'accept',
    requestOf({ authorization: 'DPoP unknown', headers: { dpop: 'proof' } }),
    {},
    401,
    `Bearer, DPoP error="invalid_token", error_description="${UNKNOWN}", ${ALGS}`,
  ],
  [
    'RFC 9449, 7.1: a bound token under DPoP with a wrong proof',
    'accept',
    boundRequest('DPoP', 'wrong'),
    { binding: 'key' },
    401,
    `Bearer, DPoP error="invalid_dpop_proof", error_description="${WRONG_PROOF}", ${ALGS}`,
  ],
  [
    'RFC 9449, 7.1: a wrong proof where DPoP is the only scheme',
    'require',
    boundRequest('DPoP', 'of another key'),
    { binding: 'key' },
    401,
    `DPoP error="invalid_dpop_proof", error_description="${WRONG_PROOF}", ${ALGS}`,
  ],
  [
    'RFC 9449, 7.1: no proof',
    'require',
    boundRequest('DPoP'),
    { binding: 'key' },
    401,
    `DPoP error="invalid_dpop_proof", error_description="The request carries no DPoP proof.", ${ALGS}`,
  ],
  [
    'RFC 9449, 4.3, check 1: two proofs',
    'require',
    boundRequest('DPoP', 'two'),
    { binding: 'key' },
    401,
    `DPoP error="invalid_dpop_proof", error_description="The request carries more than one DPoP proof.", ${ALGS}`,
  ],
  [
    'RFC 9449, 7.2: a bound token under Bearer',
    'accept',
    boundRequest('Bearer'),
    { binding: 'key' },
    401,
    `Bearer error="invalid_token", error_description="${BOUND}", DPoP ${ALGS}`,
  ],
  [
    'RFC 9449, 7.2: a bound token under Bearer where DPoP is off',
    'off',
    boundRequest('Bearer'),
    { binding: 'key' },
    401,
    `Bearer error="invalid_token", error_description="${BOUND}"`,
  ],
  [
    'RFC 9449, 7.2: Bearer where DPoP is required',
    'require',
    boundRequest('Bearer'),
    {},
    401,
    `DPoP error="invalid_token", error_description="The access token must be presented with a DPoP proof.", ${ALGS}`,
  ],
  [
    'RFC 8705, 3: a certificate that is missing',
    'off',
    boundRequest('Bearer', 'missing', 'other'),
    { binding: 'certificate' },
    401,
    `Bearer error="invalid_token", error_description="${BOUND}"`,
  ],
  [
    'a token that is not bound where it must be',
    'off',
    boundRequest('Bearer'),
    { policy: { senderConstraint: 'required' } },
    401,
    `Bearer error="invalid_token", error_description="${NOT_BOUND}"`,
  ],
  [
    'RFC 6750, 3.1: DPoP without a token is malformed, and is told so under DPoP alone',
    'accept',
    requestOf({ authorization: 'DPoP' }),
    {},
    400,
    `DPoP error="invalid_request", error_description="${NOT_ONE_WORD}", ${ALGS}`,
  ],
  [
    'RFC 6750, 3.1: a malformed token under DPoP is told so under DPoP',
    'accept',
    requestOf({ authorization: 'dpop "T"' }),
    {},
    401,
    `Bearer, DPoP error="invalid_token", error_description="The access token is malformed.", ${ALGS}`,
  ],
  [
    'RFC 6750, 3.1: Bearer without a token is malformed',
    'accept',
    requestOf({ authorization: 'Bearer' }),
    {},
    400,
    `Bearer error="invalid_request", error_description="${NOT_ONE_WORD}"`,
  ],
  [
    'RFC 6750, 3.1: a missing scope, under the scheme that was used and no other',
    'accept',
    boundRequest('DPoP', 'right'),
    { binding: 'key', policy: { scopes: { allOf: ['read', 'write'] } } },
    403,
    'DPoP error="insufficient_scope", error_description="The access token lacks a scope that the request needs.", ' +
      `scope="read write", ${ALGS}`,
  ],
  [
    'RFC 9396: a missing authorization detail names no scope, since none would help',
    'off',
    boundRequest('Bearer'),
    { policy: { authorizationDetails: [{ type: 'payment_initiation' }] } },
    403,
    'Bearer error="insufficient_scope", ' +
      'error_description="The access token lacks an authorization detail that the request needs."',
  ],
  [
    'RFC 9470, 3: another way to sign in',
    'off',
    boundRequest('Bearer'),
    { policy: { acrValues: ['myACR'] } },
    401,
    `Bearer error="insufficient_user_authentication", error_description="${SIGN_IN}", acr_values="myACR"`,
  ],
  [
    'RFC 9470, 3: a fresher sign-in',
    'off',
    boundRequest('Bearer'),
    { policy: { maxAge: 5 }, facts: { authTime: 1 } },
    401,
    `Bearer error="insufficient_user_authentication", error_description="${SIGN_IN}", max_age="5"`,
  ],
  [
    'RFC 9470, 3: both, of a client that uses DPoP',
    'require',
    boundRequest('DPoP', 'right'),
    { binding: 'key', policy: { acrValues: ['gold', 'silver'], maxAge: 5 } },
    401,
    `DPoP error="insufficient_user_authentication", error_description="${SIGN_IN}", ` +
      `acr_values="gold silver", max_age="5", ${ALGS}`,
  ],
  [
    'RFC 8707, 2: a token for another resource',
    'off',
    boundRequest('Bearer'),
    { policy: { audience: 'https://api.example.com' } },
    401,
    'Bearer error="invalid_token", error_description="The access token is not meant for this resource."',
  ],
  [
    'RFC 9728, 5.1: the metadata of the resource, in the challenge of each scheme',
    'accept',
    requestOf(),
    {
      options: {
        realm: 'orders',
        resourceMetadata: 'https://resource.example.com/.well-known/oauth-protected-resource',
      },
    },
    401,
    'Bearer realm="orders", resource_metadata="https://resource.example.com/.well-known/oauth-protected-resource", ' +
      `DPoP realm="orders", ${ALGS}, ` +
      'resource_metadata="https://resource.example.com/.well-known/oauth-protected-resource"',
  ],
];

for (const [sentence, dpop, request, asked, status, challenge] of rows) {
  test(`${sentence} (DPoP '${dpop}')`, async () => {
    const denied = await denialOf(request, dpop, asked);
    assert.equal(denied.status, status);
    assert.equal(denied.headers['WWW-Authenticate'], challenge);

    const read = await readChallenges(denied);
    assert.deepEqual(
      read.map(({ scheme, token68, parameters }) => [scheme, token68, Object.entries(parameters).length]),
      challenge
        .split(/, (?=Bearer|DPoP)/)
        .map((one) => [one.split(' ')[0]?.toLowerCase(), undefined, one.match(/\w+="/g)?.length ?? 0]),
    );
    const errors = read.flatMap(({ parameters }) => parameters.error ?? []);
    const { error } = JSON.parse(denied.body || '{}') as { readonly error?: string };
    assert.deepEqual(errors, error === undefined ? [] : [error]);
  });
}

suite('RFC 9449, 7.1: algs', () => {
  test('names what the verifier here accepts', async () => {
    const denied = await denialOf(requestOf(), 'require');
    const [challenge] = await readChallenges(denied);
    assert.equal(challenge?.parameters.algs, 'ES256 PS256');
  });

  test('names asymmetric algorithms alone where the source verifies proofs', async () => {
    const tokenSource = { checksProofs: true, inspect: async () => active() };
    const server = createResourceServer({ tokenSource, audience: null, dpop: 'require' });
    const decision = await server.authorize(requestOf());
    assert.ok(!decision.granted);
    const [challenge] = await readChallenges(decision);
    assert.equal(challenge?.parameters.algs, 'ES256 ES384 PS256 RS256 EdDSA Ed25519');
  });
});
