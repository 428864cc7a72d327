import assert from 'node:assert/strict';
import {
  type AccessToken,
  createDpopProofVerifier,
  createResourceServer,
  type Decision,
  type Denied,
  type DpopProofVerifier,
  type DpopProofVerifierOptions,
  type ResourceServer,
  type ResourceServerOptions,
  type TokenAnswer,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { InMemoryTokenSource } from '../token-sources/in-memory-token-source.ts';
import { type Binding, BINDINGS, createBoundary, NOW, TOKEN } from './bound-requests.ts';

export function active(facts: Partial<AccessToken> = {}): TokenAnswer {
  return { state: 'active', token: accessToken(facts) };
}

/** A resource server that knows the token of the client, bound to this, and accepts DPoP. */
export function serverFor(binding: Binding, options: Partial<ResourceServerOptions> = {}): ResourceServer {
  return createResourceServer({
    tokenSource: new InMemoryTokenSource({ [TOKEN]: active(BINDINGS[binding]) }),
    audience: null,
    dpop: 'accept',
    proofVerifier: verifier(),
    trustBoundary: createBoundary(),
    now: () => NOW,
    ...options,
  });
}

export function verifier(options: DpopProofVerifierOptions = {}): DpopProofVerifier {
  return createDpopProofVerifier({ algorithms: ['ES256', 'PS256'], now: () => NOW, ...options });
}

export function assertDenied(
  decision: Decision,
  code: Denied['code'],
  status = 401,
): asserts decision is Denied {
  assert.ok(!decision.granted, 'the request is granted');
  assert.deepEqual([decision.code, decision.status], [code, status]);
  assert.ok(!JSON.stringify(decision).includes(TOKEN));
}
