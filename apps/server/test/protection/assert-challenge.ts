import assert from 'node:assert/strict';
import type { Answer } from '../running-parts.ts';

/** What a server offers that accepts DPoP proofs with its usual algorithms. */
export const ALGS = 'algs="ES256 ES384 PS256 RS256 EdDSA Ed25519"';

/** A challenge to the letter; the error of its body is that of the challenge. */
export function assertChallenge(answer: Answer, status: number, challenge: string): void {
  assert.equal(answer.headers['www-authenticate'], challenge);
  assert.equal(answer.status, status);
  const written = /error="(\w+)"/.exec(challenge)?.[1];
  const { error } = JSON.parse(answer.body || '{}') as { readonly error?: string };
  assert.equal(error, written);
  assert.equal(answer.headers['cache-control'], 'no-store');
}
