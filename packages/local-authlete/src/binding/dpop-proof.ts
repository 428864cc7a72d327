import { createHash } from 'node:crypto';

import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';

import { DPOP_ALGORITHMS } from '../engine/algorithms.ts';
import type { Service } from '../service.ts';
import { normaliseTargetUri } from './target-uri.ts';

/** How far the `iat` of a proof may be from now, in seconds, both ways. Authlete's window is not known. */
const WINDOW = 300;

/** In characters. Authlete's limit is not known. */
const LONGEST_PROOF = 8192;

/** The three bytes with which no JSON text begins (RFC 8259 section 8.1), in base64url; jose skips them. */
const BYTE_ORDER_MARK = '77u_';

/** In characters; a UUID has 36. */
const LONGEST_JTI = 256;

/** What a proof has to match. */
export interface ExpectedProof {
  readonly accessToken: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly thumbprint: string;
  /** Without it, as at Authlete, no proof can match. */
  readonly htm: string | undefined;
  readonly htu: string | undefined;
  readonly nonceRequired: boolean;
}

/** Why a proof is refused. */
export interface ProofProblem {
  readonly condition: 'proofInvalid' | 'proofIncomplete' | 'proofOfOtherKey' | 'nonce';
  readonly description: string;
}

/**
 * Checks a DPoP proof (RFC 9449 section 4.3).
 *
 * The proof is remembered last, so that only a proof that would have been accepted is ever a replay.
 *
 * @returns Nothing when the proof is good.
 */
export async function checkDpopProof(
  proof: string,
  expected: ExpectedProof,
  { clock, nonces, replays }: Pick<Service, 'clock' | 'nonces' | 'replays'>,
): Promise<ProofProblem | undefined> {
  const verified = await verifySignature(proof, clock.now());
  if (!verified) {
    return invalid(
      'The DPoP proof is not a JWT of type dpop+jwt that is signed with the public key in its header.',
    );
  }
  const { payload, thumbprint } = verified;
  const { htm, htu, jti, iat, ath, nonce } = payload;
  if (
    typeof htm !== 'string' ||
    typeof htu !== 'string' ||
    typeof jti !== 'string' ||
    jti === '' ||
    jti.length > LONGEST_JTI ||
    typeof iat !== 'number' ||
    typeof ath !== 'string' ||
    (nonce !== undefined && typeof nonce !== 'string')
  ) {
    return {
      condition: 'proofIncomplete',
      description:
        'One of the claims htm, htu, jti, iat and ath of the DPoP proof, or its nonce, is missing or unusable.',
    };
  }
  if (thumbprint !== expected.thumbprint) {
    return {
      condition: 'proofOfOtherKey',
      description: 'The key of the DPoP proof is not the key that the access token is bound to.',
    };
  }
  if (htm !== expected.htm) {
    return invalid('The htm claim of the DPoP proof is not the method of the request.');
  }
  const target = normaliseTargetUri(expected.htu);
  if (target === undefined || normaliseTargetUri(htu) !== target) {
    return invalid('The htu claim of the DPoP proof is not the URL of the request.');
  }
  if (ath !== createHash('sha256').update(expected.accessToken).digest('base64url')) {
    return invalid('The ath claim of the DPoP proof is not the hash of the access token.');
  }
  if (Math.abs(clock.now() / 1000 - iat) > WINDOW) {
    return invalid('The iat claim of the DPoP proof is too far from now.');
  }
  if (expected.nonceRequired && !(nonce !== undefined && nonces.accepts(nonce))) {
    return { condition: 'nonce', description: 'The DPoP proof must carry the nonce that the server gives.' };
  }
  if (!replays.record(thumbprint, jti, (iat + WINDOW) * 1000)) {
    return invalid('The DPoP proof was used before.');
  }
  return undefined;
}

async function verifySignature(
  proof: string,
  now: number,
): Promise<{ payload: JWTPayload; thumbprint: string } | undefined> {
  if (proof.length > LONGEST_PROOF || !proof.split('.').every(isEncoded)) {
    return undefined;
  }
  try {
    // EmbeddedJWK refuses a key with private members.
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: [...DPOP_ALGORITHMS],
      currentDate: new Date(now),
    });
    return protectedHeader.typ === 'dpop+jwt'
      ? { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk as JWK) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7515 section 2: the one base64url text of its bytes. jose lets padding and stray bits pass, so one proof had many spellings. */
function isEncoded(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part && !part.startsWith(BYTE_ORDER_MARK);
}

function invalid(description: string): ProofProblem {
  return { condition: 'proofInvalid', description };
}
