/** What is asked of a sign-in. */
export interface Wish {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** How to sign in: one of these classes. Default: in any way. */
  readonly acrValues?: readonly string[] | undefined;
  /** How long ago the sign-in may be, in seconds. Default: any time. */
  readonly maxAge?: number | undefined;
  /** The path to call when the person is back. Default: none. */
  readonly repeat?: string | undefined;
}

/** The client whose tokens are bound to a key. */
const BOUND_CLIENT = '2004';

export function wantsBoundToken({ clientId }: Wish): boolean {
  return clientId === BOUND_CLIENT;
}
