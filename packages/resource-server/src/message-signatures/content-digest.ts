import { hash, timingSafeEqual } from 'node:crypto';
import { parseDictionary } from './structured-fields/parse-structured-field.ts';
import { isInnerList, type Member } from './structured-fields/structured-field.ts';

/** The algorithms that are in use and not broken (RFC 9530, section 5), by Node's names. */
const DIGEST_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * The value of `Content-Digest` (RFC 9530, section 2) with SHA-256.
 *
 * @param content as it is sent, after any content coding; a text is taken as UTF-8. Default: no content
 */
export function writeContentDigest(content: string | Uint8Array = ''): string {
  return `sha-256=:${hash('sha256', content, 'base64')}:`;
}

/**
 * Whether the content is the one that a `Content-Digest` field describes. All SHA-256 and SHA-512 digests in it must be right,
 * and there must be one; other algorithms are ignored (RFC 9530, section 2).
 *
 * @param only the one algorithm that counts, where only its digest is trusted. Default: both
 */
export function matchesContentDigest(
  field: string,
  content: string | Uint8Array = '',
  only?: string,
): boolean {
  const digests = parseDictionary(field);
  if (digests === undefined) return false;
  let matched = false;
  for (const [name, member] of digests) {
    const algorithm = DIGEST_ALGORITHMS.get(name);
    if (algorithm === undefined || (only !== undefined && name !== only)) continue;
    if (!isDigest(member, hash(algorithm, content, 'buffer'))) return false;
    matched = true;
  }
  return matched;
}

function isDigest(member: Member, expected: Buffer): boolean {
  if (isInnerList(member) || member.value.kind !== 'bytes') return false;
  const { value } = member.value;
  return value.length === expected.length && timingSafeEqual(value, expected);
}
