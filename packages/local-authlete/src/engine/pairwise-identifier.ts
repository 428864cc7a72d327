import { createHash } from 'node:crypto';

/**
 * The pairwise subject identifier of a user, as OpenID Connect Core 1.0 section 8.1 has it in its first example: SHA-256 of
 * sector identifier, subject and a salt, base64url.
 *
 * @param sectorIdentifier The host of the client's `sector_identifier_uri` or of its redirect URIs.
 */
export function pairwiseIdentifier(sectorIdentifier: string, subject: string, salt: string): string {
  return createHash('sha256').update(sectorIdentifier).update(subject).update(salt).digest('base64url');
}
