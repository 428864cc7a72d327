import { readProofThumbprint } from '../binding/dpop/proof-thumbprint.ts';
import type { PresentedToken } from '../presented-token.ts';

/**
 * How a token is presented. What an authority says of a token it says of one kind of presentation: the same token with another
 * proof, another certificate or none is another question.
 */
export interface PresentationKind {
  /** Few for each token, so that nobody with one token can fill a cache with its kinds. */
  readonly name: string;
  /** The key that the DPoP proof claims to be made with (RFC 7638); that it is, only who verifies the proof knows. */
  readonly jwkThumbprint: string | undefined;
  readonly certificateThumbprint: string | undefined;
}

const PLAIN: PresentationKind = Object.freeze({
  name: '',
  jwkThumbprint: undefined,
  certificateThumbprint: undefined,
});

/**
 * @returns `undefined` where an answer is good for this one request only: its signature or its proof is checked by the authority
 *   alone, or the proof names no key
 */
export function kindOf(presented: PresentedToken): PresentationKind | undefined {
  const { scheme, proof, certificate, message, mustProve } = presented;
  if (message !== undefined || (proof !== undefined && !proof.verifiedHere)) return undefined;
  if (scheme === 'Bearer' && certificate === undefined && mustProve === undefined) return PLAIN;
  const jwkThumbprint = proof && readProofThumbprint(proof.jwt);
  if (proof !== undefined && jwkThumbprint === undefined) return undefined;
  return {
    name: `.${scheme}.${certificate === undefined ? 'none' : 'certificate'}.${mustProve ?? 'none'}`,
    jwkThumbprint,
    certificateThumbprint: certificate?.thumbprint,
  };
}

/** Whether what is known of a token presented in one way holds for another. */
export function provesTheSame(one: PresentationKind, other: PresentationKind): boolean {
  return (
    one.jwkThumbprint === other.jwkThumbprint && one.certificateThumbprint === other.certificateThumbprint
  );
}
