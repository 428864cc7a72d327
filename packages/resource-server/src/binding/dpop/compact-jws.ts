import { isUtf8 } from 'node:buffer';
import { type ForeignObject, isForeignObject } from '../../foreign-object.ts';
import { decodeBase64url } from './base64url.ts';

/** The parts of a JWS in compact serialisation whose payload is a JSON object: a JWT. Nothing about it is verified. */
export interface CompactJws {
  readonly header: ForeignObject;
  readonly claims: ForeignObject;
  /** What the signature is over (RFC 7515, section 5.2, step 8). */
  readonly signingInput: string;
  readonly signature: Buffer;
}

/**
 * Takes a compact JWS apart (RFC 7515, section 7.1).
 *
 * Of members with the same name the last one counts, which RFC 7515, section 4, and RFC 7519, section 4, allow.
 *
 * @returns `undefined` for everything else: more or fewer parts, base64url that is not canonical, JSON that is not an object
 */
export function readCompactJws(text: string): CompactJws | undefined {
  const headerEnd = text.indexOf('.');
  const claimsEnd = text.indexOf('.', headerEnd + 1);
  if (headerEnd < 0 || claimsEnd < 0) return undefined;
  const signature = decodeBase64url(text.slice(claimsEnd + 1));
  if (signature === undefined) return undefined;
  const header = decodeObject(text.slice(0, headerEnd));
  if (header === undefined) return undefined;
  const claims = decodeObject(text.slice(headerEnd + 1, claimsEnd));
  if (claims === undefined) return undefined;
  return { header, claims, signingInput: text.slice(0, claimsEnd), signature };
}

/** The header of a compact JWS alone, `undefined` where it is none. Nothing else of the JWS is looked at. */
export function readJwsHeader(text: string): ForeignObject | undefined {
  return decodeObject(text.slice(0, Math.max(0, text.indexOf('.'))));
}

function decodeObject(segment: string): ForeignObject | undefined {
  const bytes = decodeBase64url(segment);
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isForeignObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
