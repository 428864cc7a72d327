import { DpopNonces } from './binding/dpop-nonces.ts';
import { DpopReplays } from './binding/dpop-replays.ts';
import type { Clock } from './clock.ts';
import { answerIntrospection } from './engine/answer-introspection.ts';
import { Clients } from './engine/clients.ts';
import { loadSigningKeys } from './engine/load-signing-keys.ts';
import { createProvider } from './engine/provider.ts';
import { loadSecret } from './engine/secrets.ts';
import type { Store } from './engine/store.ts';
import { Tokens } from './engine/tokens.ts';
import { FailureSwitches } from './failures.ts';
import type { Listeners } from './listeners.ts';
import type { LocalAuthleteSettings } from './options.ts';
import { registerPreconfiguredClients } from './preconfigured-clients.ts';
import { createProperties } from './service-properties.ts';
import type { Service } from './service.ts';
import { guardAccounts } from './sign-in/accounts.ts';
import { AttemptLimiter } from './sign-in/attempt-limiter.ts';
import type { SignInParts } from './sign-in/sign-in-parts.ts';
import { announceTransformedClaims } from './transformed-claims/announce-transformed-claims.ts';

/** Puts the one service together: what its API answers from, and what people sign in with. */
export async function createService(
  { url: issuer, mutualTlsUrl }: Pick<Listeners, 'url' | 'mutualTlsUrl'>,
  settings: LocalAuthleteSettings,
  clock: Clock,
  store: Store,
): Promise<{ service: Service; signIn: SignInParts }> {
  const keys = await loadSigningKeys(store);
  const properties = createProperties(settings.dpopNonceRequired);
  const provider = createProvider({ issuer, mutualTlsUrl, settings, properties, keys, store, clock });
  const tokens = new Tokens(provider, store, clock);
  provider.use(answerIntrospection(tokens, issuer));
  announceTransformedClaims(provider, properties);
  const clients = new Clients(provider, store);
  registerPreconfiguredClients(clients, settings);
  const service = {
    settings,
    properties,
    issuer,
    hosts: hostNames(issuer, mutualTlsUrl),
    clock,
    startedAt: Date.now(),
    keys,
    clients,
    tokens,
    nonces: new DpopNonces(clock),
    replays: new DpopReplays(clock),
    failures: new FailureSwitches(),
  };
  const signIn = {
    issuer,
    provider,
    settings,
    accounts: guardAccounts(settings.accounts),
    clock,
    attempts: new AttemptLimiter(clock),
    formSecret: loadSecret(store, 'forms'),
  };
  return { service, signIn };
}

/** The names by which a browser may have come here: what we are called, and the other names of this machine. */
function hostNames(...urls: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(
    urls.flatMap((url) => {
      const parsed = url === undefined ? undefined : new URL(url);
      const names = parsed ? [parsed.hostname, 'localhost', '127.0.0.1', '[::1]'] : [];
      return names.map((name) => `${name}:${parsed?.port}`);
    }),
  );
}
