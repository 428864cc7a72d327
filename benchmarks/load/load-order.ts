import type { JsonWebKey } from 'node:crypto';

/** What a load consists of. */
export interface LoadOrder {
  /** The server, without a path. */
  readonly url: string;
  readonly path: string;
  readonly credentials: LoadCredentials;
  /** How many requests are sent. */
  readonly amount: number;
  /** How many connections send them, each one request at a time. */
  readonly connections: number;
}

/** What the requests present. */
export type LoadCredentials =
  | { readonly kind: 'bearer'; readonly token: string }
  /** A token that is bound to a certificate, and the line in which a proxy tells of the certificate. */
  | { readonly kind: 'certificate'; readonly token: string; readonly header: string }
  /** A token that is bound to a key, and with each request a fresh proof of it for an address. */
  | { readonly kind: 'dpop'; readonly token: string; readonly privateJwk: JsonWebKey; readonly uri: string }
  /** Tokens that nobody has issued, no two the same. */
  | { readonly kind: 'unknown' };

/** How it went. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** How many answers there were of each status. */
  readonly statuses: Readonly<Record<string, number>>;
}
