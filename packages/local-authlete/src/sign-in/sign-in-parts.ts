import type { Provider } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import type { LocalAuthleteSettings } from '../options.ts';
import type { Accounts } from './accounts.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';

/** What signing in needs of the rest. */
export interface SignInParts {
  readonly issuer: string;
  readonly provider: Provider;
  readonly settings: LocalAuthleteSettings;
  /** Those of the settings, guarded. */
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly attempts: AttemptLimiter;
  /** Makes the tokens of forms. */
  readonly formSecret: string;
}
