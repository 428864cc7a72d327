import type { DpopKey } from '../call/dpop-key.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Wish } from './wish.ts';

/** What a sign-in has brought. It is in memory only, and ends with the page. */
export interface Session {
  readonly wish: Wish;
  readonly accessToken: string;
  /** Who has signed in, as the ID token says; there is one where the scope openid was granted. */
  readonly subject: string | undefined;
  /** The key that the token is bound to. */
  readonly key: DpopKey | undefined;
  /** How the token was got. */
  readonly exchanges: readonly Exchange[];
}
