import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createUserInfoEndpoint, type DpopMode, type ResourceRequest } from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import {
  type Binding,
  BINDINGS,
  boundRequest,
  createBoundary,
  NOW,
  proofOf,
  TOKEN,
} from '../binding/bound-requests.ts';
import { verifier } from '../binding/bound-servers.ts';
import { requestOf } from '../requests.ts';
import { InMemoryUserInfoAuthority } from './in-memory-user-info-authority.ts';

suite('what a UserInfo request must prove', () => {
  const answer = async (
    binding: Binding,
    request: ResourceRequest,
    options: { readonly dpop?: DpopMode; readonly senderConstraint?: 'required' } = {},
  ): Promise<number> => {
    const token = accessToken({ ...BINDINGS[binding], subject: '1' });
    const authority = new InMemoryUserInfoAuthority({
      [TOKEN]: { inspection: { state: 'active', token, claimNames: [] } },
    });
    const endpoint = createUserInfoEndpoint({
      authority,
      claimSource: { findClaims: async () => ({}) },
      dpop: 'accept',
      proofVerifier: verifier(),
      trustBoundary: createBoundary(),
      now: () => NOW,
      ...options,
    });
    return (await endpoint.answer(request)).status;
  };

  test('RFC 9449, 7: the same proofs and certificates are asked for', async () => {
    assert.equal(await answer('key', boundRequest('DPoP', 'right')), 200);
    assert.equal(await answer('key', boundRequest('DPoP', 'wrong')), 401);
    assert.equal(await answer('key', boundRequest('Bearer')), 401);
    assert.equal(await answer('certificate', boundRequest('Bearer', 'missing', 'right')), 200);
    assert.equal(await answer('certificate', boundRequest('Bearer', 'missing', 'other')), 401);
    assert.equal(await answer('both', boundRequest('DPoP', 'right', 'right')), 200);
    assert.equal(await answer('both', boundRequest('DPoP', 'right', 'none')), 401);
    assert.equal(await answer('nothing', boundRequest('Bearer')), 200);
    assert.equal(await answer('nothing', boundRequest('Bearer'), { senderConstraint: 'required' }), 401);
    assert.equal(await answer('nothing', boundRequest('Bearer'), { dpop: 'require' }), 401);
  });

  test('RFC 9449, 7.2: a token in a form is a Bearer token', async () => {
    const form = `access_token=${TOKEN}`;
    const request = requestOf({ method: 'POST', form, headers: { dpop: proofOf({ method: 'POST' }) } });
    assert.equal(await answer('key', request), 401);
    assert.equal(await answer('nothing', request, { dpop: 'require' }), 401);
    assert.equal(await answer('nothing', request), 200);
  });

  test('RFC 9449, 7.2: where DPoP is required, a certificate does not open the door to a form either', async () => {
    const form = `access_token=${TOKEN}`;
    const proved = boundRequest('Bearer', 'missing', 'right');
    const request: ResourceRequest = {
      ...requestOf({ method: 'POST', form }),
      header: (name) => (name === 'authorization' ? undefined : proved.header(name)),
      connection: proved.connection,
    };
    assert.equal(await answer('certificate', request), 200);
    assert.equal(await answer('certificate', request, { dpop: 'require' }), 401);
  });
});
