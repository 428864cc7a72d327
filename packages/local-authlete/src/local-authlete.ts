import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createService } from './create-service.ts';
import type { ClientMetadata } from './engine/client-metadata.ts';
import { openStore } from './engine/open-store.ts';
import type { Store } from './engine/store.ts';
import type { Failures } from './failures.ts';
import { createRequestListener } from './http/request-listener.ts';
import { openListeners } from './listeners.ts';
import type { Listeners } from './listeners.ts';
import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions } from './options.ts';
import type { Properties } from './service-properties.ts';
import type { Service } from './service.ts';

/** A local Authlete that is running. */
export interface LocalAuthlete {
  /** Where it listens, such as `http://127.0.0.1:8000`: the base URL for clients of Authlete, and the issuer. */
  readonly url: string;
  /** Where the token endpoint takes client certificates, such as `https://127.0.0.1:8443`, with the option `mutualTls`. */
  readonly mutualTlsUrl: string | undefined;
  /** The `{serviceId}` of API 3.x and the service API key of API 2.x. */
  readonly serviceId: string;
  /** The service API secret, the password of API 2.x. */
  readonly apiSecret: string;
  /** The service access token, the bearer token of API 3.x. */
  readonly serviceAccessToken: string;
  /** The time by which tokens expire. */
  readonly clock: Clock;
  /** What the service asks of requests and of answers. */
  readonly properties: Properties;
  /** Switches that make the Authlete API fail. */
  readonly failures: Failures;
  /**
   * Registers a client.
   *
   * @param metadata Names of OpenID Connect Dynamic Client Registration 1.0 section 2, plus `client_id_alias`.
   *   `client_id` must be numeric; without it the next free number is taken.
   * @throws {TypeError} The metadata are not valid.
   */
  registerClient(metadata: Readonly<Record<string, unknown>>): Promise<ClientMetadata>;
  /** Stops at once: requests under way are cut off, delays end. */
  close(): Promise<void>;
}

/**
 * Starts a local stand-in for Authlete: its API in the wire formats of 2.x and 3.x, with its own tokens, clients and
 * keys, and an authorization server where people sign in.
 *
 * For development and tests only: it has published secrets.
 *
 * @throws {TypeError} An option is wrong.
 * @throws {StateError} The file of the option `state` cannot be used.
 * @throws {Error} The address cannot be listened on; `code` says why, such as `EADDRINUSE`.
 *
 * @example
 * ```ts
 * const localAuthlete = await createLocalAuthlete({ port: 0 });
 * const response = await fetch(`${localAuthlete.url}/api/10001/auth/token/create`, {
 *   method: 'POST',
 *   headers: { authorization: 'Bearer local-access-token', 'content-type': 'application/json' },
 *   body: JSON.stringify({ grantType: 'AUTHORIZATION_CODE', clientId: 1001, subject: 'john', scopes: ['openid'] }),
 * });
 * ```
 */
export async function createLocalAuthlete(options: LocalAuthleteOptions = {}): Promise<LocalAuthlete> {
  const settings = resolveOptions(options);
  const clock = createClock(settings.now);
  // Before the state is opened: where both are taken, the port says more.
  const listeners = await openListeners(settings);
  let store: Store | undefined;
  try {
    store = openStore(settings.state, clock);
    const { service, signIn } = await createService(listeners, settings, clock, store);
    listeners.serve(createRequestListener(service, signIn));
    return run(service, listeners, store);
  } catch (error) {
    await listeners.close();
    store?.close();
    throw error;
  }
}

function run(
  { issuer, settings, clock, properties, failures, clients }: Service,
  listeners: Listeners,
  store: Store,
): LocalAuthlete {
  return Object.freeze({
    url: issuer,
    mutualTlsUrl: listeners.mutualTlsUrl,
    serviceId: settings.serviceId,
    apiSecret: settings.apiSecret,
    serviceAccessToken: settings.serviceAccessToken,
    clock,
    properties,
    failures,
    registerClient: async (metadata: Readonly<Record<string, unknown>>) => clients.register(metadata),
    close: async () => {
      await listeners.close();
      store.close();
    },
  });
}
