import type { Authority } from '../authority.ts';
import type { Configuration } from '../configuration.ts';
import type { Nonces } from '../call/nonce-dance.ts';
import type { Session } from '../sign-in/session.ts';
import type { Wish } from '../sign-in/wish.ts';

/** What the parts of the page share. */
export interface Trial {
  readonly configuration: Configuration;
  /** The root of the server: where people come back to. */
  readonly home: string;
  readonly nonces: Nonces;
  session: Session | undefined;
  /** @throws UnreachableError, PageError */
  readonly authority: () => Promise<Authority>;
  /** Leaves the page to sign in. */
  readonly signIn: (wish: Wish) => Promise<void>;
  /** Says something to the person at the top of the trial; `bad` where something went wrong. */
  readonly say: (words: string, kind?: 'bad') => void;
  /** Does something that can go wrong, and says so if it does. */
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
}
