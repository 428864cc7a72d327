import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createService } from './create-service.ts';
import type { ClientMetadata } from './engine/client-metadata.ts';
import { openStore } from './engine/open-store.ts';
import type { Store } from './engine/store.ts';
import type { Failures } from './failures.ts';
import { createRequestListener } from './http/request-listener.ts';
import type { RequestListener } from './http/request-listener.ts';
import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions, LocalAuthleteSettings } from './options.ts';
import type { Properties } from './service-properties.ts';
import type { Service } from './service.ts';

/** A local Authlete that is running. */
export interface LocalAuthlete {
  /** Where it listens, such as `http://127.0.0.1:8000`: the base URL for clients of Authlete, and the issuer. */
  readonly url: string;
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
  const { promise: listener, resolve } = Promise.withResolvers<RequestListener>();
  const server = createServer((request, response) => {
    void listener.then(async (respond) => respond(request, response));
  });
  // Before the state is opened: where both are taken, the port says more.
  const url = await listen(server, settings);
  let store: Store | undefined;
  try {
    store = openStore(settings.state, clock);
    const { service, signIn } = await createService(url, settings, clock, store);
    resolve(createRequestListener(service, signIn));
    return run(service, server, store);
  } catch (error) {
    await close(server);
    store?.close();
    throw error;
  }
}

function run(
  { issuer, settings, clock, properties, failures, clients }: Service,
  server: Server,
  store: Store,
): LocalAuthlete {
  return Object.freeze({
    url: issuer,
    serviceId: settings.serviceId,
    apiSecret: settings.apiSecret,
    serviceAccessToken: settings.serviceAccessToken,
    clock,
    properties,
    failures,
    registerClient: async (metadata: Readonly<Record<string, unknown>>) => clients.register(metadata),
    close: async () => {
      await close(server);
      store.close();
    },
  });
}

/** Returns the address that it listens on. */
async function listen(server: Server, { host, port }: LocalAuthleteSettings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
