import type { Provider } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import type { LocalAuthleteSettings } from '../options.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';

/** What signing in needs of the rest. */
export interface SignInParts {
  readonly issuer: string;
  readonly provider: Provider;
  readonly settings: LocalAuthleteSettings;
  readonly clock: Clock;
  readonly attempts: AttemptLimiter;
  /** Makes the tokens of forms. */
  readonly formSecret: string;
}
