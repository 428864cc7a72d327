import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';

/** A key pair of a client. */
export interface ProofKey {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
}

/** The request that a proof is made for, and who makes it. */
export interface ProofContext {
  readonly method: string;
  /** An https URI with a path and without a port, a query or a fragment. */
  readonly uri: string;
  readonly accessToken: string;
  /** An ES256 key; the one that the token is bound to. */
  readonly key: ProofKey;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** The nonce that the server gave, where it gives nonces. */
  readonly nonce?: string;
}

/** What differs from the proof that is right; `undefined` removes a member. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with this key, and shows it. */
  readonly key?: ProofKey;
  /** The bytes in place of the JSON of the claims. */
  readonly rawClaims?: string | Uint8Array;
}

export function createEcKey(namedCurve = 'P-256'): ProofKey {
  return keyOf(generateKeyPairSync('ec', { namedCurve }));
}

export function createRsaKey(modulusLength: number): ProofKey {
  return keyOf(generateKeyPairSync('rsa', { modulusLength }));
}

/** A proof that is right for the context but for the changes. Every one has an identifier of its own. */
export function makeProof(context: ProofContext, changes: ProofChanges = {}): string {
  const { privateKey, jwk } = changes.key ?? context.key;
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk, ...changes.header };
  const claims = { ...claimsFor(context), ...changes.claims };
  const signingInput = `${encode(JSON.stringify(header))}.${encode(changes.rawClaims ?? JSON.stringify(claims))}`;
  return `${signingInput}.${signText(privateKey, signingInput)}`;
}

export function claimsFor({ method, uri, accessToken, now, nonce }: ProofContext): Record<string, unknown> {
  return {
    jti: randomUUID(),
    htm: method,
    htu: uri,
    iat: Math.floor(now / 1000),
    ath: createHash('sha256').update(accessToken).digest('base64url'),
    ...(nonce === undefined ? {} : { nonce }),
  };
}

/** ES256 with an EC key of that curve, RS256 with an RSA key. */
export function signText(
  key: KeyObject,
  text: string,
  dsaEncoding: 'der' | 'ieee-p1363' = 'ieee-p1363',
): string {
  return sign('sha256', Buffer.from(text), { key, dsaEncoding }).toString('base64url');
}

export function encode(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64url');
}

/** The three parts of a proof, each of them still encoded. */
export function partsOf(proof: string): [header: string, claims: string, signature: string] {
  const [header = '', claims = '', signature = ''] = proof.split('.');
  return [header, claims, signature];
}

function keyOf({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): ProofKey {
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}
