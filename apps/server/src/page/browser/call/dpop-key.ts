import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { SentRequest } from '../http/exchange.ts';
import { randomText } from '../sign-in/random-text.ts';
import { sha256 } from '../sign-in/sha-256.ts';

/** What a proof is for. */
export interface ProofOptions {
  /** The access token that goes along. Default: none, as at the token endpoint. */
  readonly accessToken?: string | undefined;
  /** What the server has given as `DPoP-Nonce`. Default: none. */
  readonly nonce?: string | undefined;
}

/** A key that tokens are bound to. Its private half cannot be read, by no script, and ends with the page. */
export class DpopKey {
  /** What the token names the key by (RFC 7638): `jkt`. */
  readonly thumbprint: string;
  readonly #privateKey: CryptoKey;
  readonly #publicJwk: JWK;

  private constructor(privateKey: CryptoKey, publicJwk: JWK, thumbprint: string) {
    this.#privateKey = privateKey;
    this.#publicJwk = publicJwk;
    this.thumbprint = thumbprint;
  }

  static async generate(): Promise<DpopKey> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: false });
    const publicJwk = await exportJWK(publicKey);
    return new DpopKey(privateKey, publicJwk, await calculateJwkThumbprint(publicJwk));
  }

  /** Proves for one request that the sender has the key (RFC 9449, section 4.2). */
  async prove({ method, url }: SentRequest, { accessToken, nonce }: ProofOptions = {}): Promise<string> {
    const claims = {
      jti: randomText(),
      htm: method,
      htu: withoutQuery(url),
      ...(accessToken !== undefined && { ath: await sha256(accessToken) }),
      ...(nonce !== undefined && { nonce }),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#publicJwk })
      .setIssuedAt()
      .sign(this.#privateKey);
  }
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname;
}
