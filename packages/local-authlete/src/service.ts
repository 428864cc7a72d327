import type { DpopNonces } from './binding/dpop-nonces.ts';
import type { DpopReplays } from './binding/dpop-replays.ts';
import type { Clock } from './clock.ts';
import type { Clients } from './engine/clients.ts';
import type { SigningKey } from './engine/signing-keys.ts';
import type { Tokens } from './engine/tokens.ts';
import type { FailureSwitches } from './failures.ts';
import type { LocalAuthleteSettings } from './options.ts';
import type { Properties } from './service-properties.ts';

/** What every endpoint may use: the one service of local Authlete. */
export interface Service {
  readonly settings: LocalAuthleteSettings;
  readonly properties: Properties;
  /** The issuer identifier, which is also where the server is found. */
  readonly issuer: string;
  /** What the header `Host` of a browser may be. */
  readonly hosts: ReadonlySet<string>;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly keys: readonly SigningKey[];
  readonly clients: Clients;
  readonly tokens: Tokens;
  readonly nonces: DpopNonces;
  readonly replays: DpopReplays;
  readonly failures: FailureSwitches;
}
