import { readJwsHeader } from './compact-jws.ts';
import { readPublicJwk, thumbprintOf } from './public-jwk.ts';

/** Longer headers hold no key that is accepted here, and are not parsed. */
const LONGEST_HEADER = 4096;

/**
 * The thumbprint (RFC 7638) of the key that a DPoP proof claims to be made with. Nothing is verified: whoever copied the public key
 * of another can claim it.
 *
 * @returns `undefined` where the proof names no key that could be accepted
 */
export function readProofThumbprint(proof: string): string | undefined {
  const headerEnd = proof.indexOf('.');
  if (headerEnd < 0 || headerEnd > LONGEST_HEADER) return undefined;
  const jwk = readPublicJwk(readJwsHeader(proof)?.['jwk']);
  return typeof jwk === 'string' ? undefined : thumbprintOf(jwk);
}
