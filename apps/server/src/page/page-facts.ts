import type { JWK } from 'jose';

/** What the page tells of the server that it belongs to. */
export interface PageFacts {
  /** Where the server answers, such as `http://127.0.0.1:8001`. */
  readonly url: string;
  /** Where local Authlete answers: the issuer of the tokens. */
  readonly issuer: string;
  /** The resource that tokens must be meant for (RFC 8707). Default: any token counts. */
  readonly resource?: string | undefined;
  /** What keeps the users, such as `SQLite`. */
  readonly database: string;
  /** The private key of the client whose UserInfo is encrypted. It is public, as all of local Authlete. */
  readonly encryptionKey: JWK;
}
