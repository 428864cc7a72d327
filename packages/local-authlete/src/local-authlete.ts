import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { DpopNonces } from './binding/dpop-nonces.ts';
import { DpopReplays } from './binding/dpop-replays.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Clients } from './engine/clients.ts';
import type { ClientMetadata } from './engine/client-metadata.ts';
import { createProvider } from './engine/provider.ts';
import { generateSigningKeys } from './engine/signing-keys.ts';
import { MemoryStore } from './engine/memory-store.ts';
import { Tokens } from './engine/tokens.ts';
import { FailureSwitches } from './failures.ts';
import type { Failures } from './failures.ts';
import { createRequestListener } from './http/request-listener.ts';
import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions } from './options.ts';
import { createProperties } from './service-properties.ts';
import type { Properties } from './service-properties.ts';
import { announceTransformedClaims } from './transformed-claims/announce-transformed-claims.ts';

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

/** The clients that are always there, 1001 and on: with JSON, RS256 and ES256 UserInfo responses. */
const CLIENTS = [
  { client_id_alias: 'demo', client_name: 'Demo' },
  {
    client_id_alias: 'demo-rs256',
    client_name: 'Demo with UserInfo responses signed with RS256',
    userinfo_signed_response_alg: 'RS256',
  },
  {
    client_id_alias: 'demo-es256',
    client_name: 'Demo with UserInfo responses signed with ES256',
    userinfo_signed_response_alg: 'ES256',
  },
];

/**
 * Starts a local stand-in for Authlete: its API in the wire formats of 2.x and 3.x, with its own tokens, clients and
 * keys, all in memory.
 *
 * For development and tests only: it has published secrets, and its keys and tokens are gone when it stops.
 *
 * @throws {TypeError} An option is wrong.
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
  const keys = await generateSigningKeys();
  const server = createServer();
  const { port } = await listen(server, settings.host, settings.port);
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;

  const store = new MemoryStore(clock);
  const provider = createProvider(url, settings, keys, store, clock);
  const clients = new Clients(provider, store);
  for (const metadata of CLIENTS) {
    clients.register(metadata);
  }
  const failures = new FailureSwitches();
  const properties = createProperties(settings.dpopNonceRequired);
  announceTransformedClaims(provider, properties);
  const service = {
    settings,
    properties,
    issuer: url,
    clock,
    startedAt: Date.now(),
    keys,
    clients,
    tokens: new Tokens(provider, store, clock),
    nonces: new DpopNonces(clock),
    replays: new DpopReplays(clock),
    failures,
  };
  const respond = createRequestListener(service, provider);
  server.on('request', (request, response) => {
    void respond(request, response);
  });

  return Object.freeze({
    url,
    serviceId: settings.serviceId,
    apiSecret: settings.apiSecret,
    serviceAccessToken: settings.serviceAccessToken,
    clock,
    properties,
    failures,
    registerClient: async (metadata: Readonly<Record<string, unknown>>) => clients.register(metadata),
    close: async () => close(server),
  });
}

async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server.address() as AddressInfo;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
