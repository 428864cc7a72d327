import { describeKey, type MessageSignatureKeyOptions } from './message-signature-key.ts';

/** A public key as others find it (RFC 7517, section 4). */
export type PublishedJwk = Readonly<Record<string, string>> & {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
};

/** RFC 7517, section 5. */
export interface PublishedJwkSet {
  readonly keys: readonly PublishedJwk[];
}

/**
 * The JWK Set with the public halves of keys: the one that signs, and those that verifiers may still ask for or will need
 * soon. It is built from the members of public keys alone, so no private member can get into it.
 *
 * @throws TypeError when a key is of no use for signatures, or two have the same identifier
 *
 * @example
 * ```ts
 * const document = JSON.stringify(publicJwks([{ key: privateKey }])); // served as application/jwk-set+json
 * ```
 */
export function publicJwks(keys: readonly MessageSignatureKeyOptions[]): PublishedJwkSet {
  const published = keys.map(publish);
  if (new Set(published.map(({ kid }) => kid)).size < published.length) {
    throw new TypeError('keys: two keys have the same keyId');
  }
  return { keys: published };
}

function publish(options: MessageSignatureKeyOptions): PublishedJwk {
  const { jwk, keyId, scheme } = describeKey(options);
  const { kty = '' } = jwk.members;
  return { ...jwk.members, kty, kid: keyId, alg: scheme.joseName, use: 'sig' };
}
