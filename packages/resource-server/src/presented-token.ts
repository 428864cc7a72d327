import type { ClientCertificate } from './binding/client-certificate/client-certificate.ts';
import type { Scheme } from './credentials.ts';
import type { HeaderField } from './resource-request.ts';

/** A DPoP proof, and the request that it must have been made for (RFC 9449, section 4.3). */
export interface PresentedProof {
  /** The proof exactly as presented; a secret for as long as it is fresh, never to be logged. */
  readonly jwt: string;
  readonly method: string;
  /** The absolute URI that the client used, as the trust boundary found it. */
  readonly uri: string;
  /** Whether the resource server verifies the proof itself, whatever a source says. Only then may a source leave it unchecked. */
  readonly verifiedHere: boolean;
}

/** A request whose signature (RFC 9421) is to be verified. */
export interface PresentedMessage {
  readonly method: string;
  /** The absolute URI that the client used, its query included. */
  readonly uri: string | undefined;
  readonly headers: readonly HeaderField[];
  readonly hasBody: boolean;
}

/** An access token, and all that the request proves together with it. */
export interface PresentedToken {
  readonly scheme: Scheme;
  /** The access token exactly as presented; a secret, never to be logged. */
  readonly token: string;
  /**
   * The SHA-256 of the token in base64url: what may be kept in its place, and the `ath` of its proofs (RFC 9449, section 4.2).
   * Computed once, when it is first read.
   */
  readonly tokenDigest: string;
  /** There under the scheme `DPoP`, and only then. */
  readonly proof?: PresentedProof | undefined;
  /** The client's certificate, where a place is configured that it may come from and the request has one. */
  readonly certificate?: ClientCertificate | undefined;
  /** The request itself, where its message signature is the source's business (RFC 9421). */
  readonly message?: PresentedMessage | undefined;
  /**
   * Whether the token must be bound: to a DPoP key, or to anything. A source that checks bindings itself must refuse one that is
   * not, because otherwise whoever stole an unbound token could prove a key of their own.
   */
  readonly mustProve?: 'dpop' | 'any' | undefined;
  /** How old, in milliseconds, the facts may be; 0 for fresh ones. Default: as old as the source keeps them. */
  readonly maxStaleness?: number | undefined;
  /** How old, in milliseconds, the facts may be where fresh ones cannot be had. Default: they must be fresh. */
  readonly staleIfError?: number | undefined;
  /**
   * When the answer is of no use any more, in milliseconds since the epoch (`ProtectionOptions.timeBudget`). Default: the source
   * decides.
   */
  readonly deadline?: number | undefined;
}
