import type { Wish } from './wish.ts';

/** A sign-in that has begun, and that a response can belong to. */
export interface PendingSignIn {
  readonly kind: 'sign-in';
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636, section 4.1). */
  readonly verifier: string;
  readonly wish: Wish;
}

export interface PendingSignOut {
  readonly kind: 'sign-out';
  readonly state: string;
}

export type Pending = PendingSignIn | PendingSignOut;

const KEY = 'pending';

/** Keeps it while the person is at local Authlete. No token is ever kept so. */
export function keepPending(pending: Pending): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** Takes it back: it is good once. */
export function takePending(): Pending | undefined {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Pending);
}
