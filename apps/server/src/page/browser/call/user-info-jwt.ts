import {
  compactDecrypt,
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { PageError } from '../page-error.ts';

/** What a UserInfo response must be to count (OpenID Connect Core 1.0, sections 5.3.2 and 5.3.4). */
export interface UserInfoExpectations {
  readonly issuer: string;
  readonly clientId: string;
  /** As the ID token has it. */
  readonly subject: string | undefined;
  readonly keys: JSONWebKeySet;
  /** For what is encrypted for the page. */
  readonly encryptionKey: JWK;
}

/** One layer of a JWT: an encrypted one holds a signed one. */
export interface JwtLayer {
  readonly kind: 'encrypted' | 'signed';
  readonly compact: string;
  readonly header: Readonly<Record<string, unknown>>;
}

export interface OpenedUserInfo {
  /** From the outside in. */
  readonly layers: readonly JwtLayer[];
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Opens a UserInfo response that is a JWT: decrypts it where it is encrypted, and verifies its signature, issuer, audience and
 * subject.
 *
 * @throws PageError when it is not what it must be
 */
export async function openUserInfo(
  body: string,
  expectations: UserInfoExpectations,
): Promise<OpenedUserInfo> {
  try {
    const encrypted = body.split('.').length === 5 ? [layerOf('encrypted', body)] : [];
    const compact = encrypted.length === 0 ? body : await decrypt(body, expectations.encryptionKey);
    const { payload } = await compactVerify(compact, createLocalJWKSet(expectations.keys));
    const claims = JSON.parse(new TextDecoder().decode(payload)) as OpenedUserInfo['claims'];
    checkClaims(claims, expectations);
    return { layers: [...encrypted, layerOf('signed', compact)], claims };
  } catch (cause) {
    throw new PageError('user_info_invalid', { cause });
  }
}

function layerOf(kind: JwtLayer['kind'], compact: string): JwtLayer {
  return { kind, compact, header: { ...decodeProtectedHeader(compact) } };
}

async function decrypt(compact: string, key: JWK): Promise<string> {
  const options = { keyManagementAlgorithms: ['RSA-OAEP-256'], contentEncryptionAlgorithms: ['A256GCM'] };
  const { plaintext } = await compactDecrypt(compact, await importJWK(key), options);
  return new TextDecoder().decode(plaintext);
}

function checkClaims(
  { iss, aud, sub }: OpenedUserInfo['claims'],
  { issuer, clientId, subject }: UserInfoExpectations,
): void {
  const isForUs = Array.isArray(aud) ? aud.includes(clientId) : aud === clientId;
  if (iss !== issuer || !isForUs || (subject !== undefined && sub !== subject)) {
    throw new TypeError('iss, aud or sub is another');
  }
}
