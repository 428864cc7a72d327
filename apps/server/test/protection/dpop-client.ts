import { createHash, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, type JWK, SignJWT } from 'jose';

/** What a proof is for, where it is not for a GET request without a nonce. */
export interface ProofFacts {
  readonly method?: string;
  /** The token that it names in `ath`. Default: the one that it is presented with. */
  readonly accessToken?: string;
  readonly nonce?: string | undefined;
}

/** A client with a key of its own that makes DPoP proofs, right and wrong ones (RFC 9449, section 4.2). */
export class DpopClient {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #jwk: JWK = { ...this.#pair.publicKey.export({ format: 'jwk' }) };

  /** What a token is bound to: `dpopKeyThumbprint`. */
  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.#jwk);
  }

  async prove(
    token: string,
    uri: string,
    { method = 'GET', accessToken = token, nonce }: ProofFacts = {},
  ): Promise<string> {
    const ath = createHash('sha256').update(accessToken).digest('base64url');
    return new SignJWT({ htm: method, htu: uri, ath, nonce })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#jwk })
      .setIssuedAt()
      .setJti(crypto.randomUUID())
      .sign(this.#pair.privateKey);
  }

  /** The header fields that present a token (RFC 9449, section 7.1), names and values in turn. */
  async present(token: string, uri: string, facts?: ProofFacts): Promise<string[]> {
    return ['Authorization', `DPoP ${token}`, 'DPoP', await this.prove(token, uri, facts)];
  }
}
