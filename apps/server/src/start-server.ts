import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import {
  createCachingTokenSource,
  createMemoryReplicaStore,
  createResourceServer,
  createUserInfoEndpoint,
  type Policy,
  publicJwks,
  type TokenSource,
} from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
  createAuthleteUserInfoAuthority,
} from 'oauth-resource-server/authlete';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { ServerConfiguration, ServerConfigurationWithAuthlete } from './config.ts';
import { createAuthleteEventLog, createEventLog, describeCause } from './logging.ts';
import {
  createFapiProtection,
  describeApi,
  createMetadata,
  createProtection,
  readSigningKey,
  readTlsMaterial,
} from './protection.ts';
import { createMetrics, type ServerMetrics } from './metrics.ts';
import type { PageFacts } from './page/page-facts.ts';
import { createReadinessCheck } from './readiness.ts';
import { createServerAdminApp, createServerEventReceiver, createServerRevocations } from './revocation.ts';
import { JWKS_PATH } from './routes/fapi.ts';
import { createUserClaimSource } from './users/user-claim-source.ts';
import type { UserStore } from './users/user-store.ts';

export interface RunningServer {
  /** Where it answers, such as `http://127.0.0.1:8001`. */
  readonly url: string;
  /** Where operators revoke; `undefined` where they cannot. */
  readonly adminUrl: string | undefined;
  /** Stops accepting, lets requests under way finish, then closes the connections to Authlete. */
  close(): Promise<void>;
}

/**
 * Puts the parts together and listens.
 *
 * @param page what the page for trying everything out tells; without it there is none
 * @param store stays the caller's: closing the server does not close it
 * @throws ConfigurationError for files that cannot be read, and the system's error (`EADDRINUSE`, `EACCES`, …) when it cannot
 *   listen; nothing is left open then
 */
export async function startServer(
  configuration: ServerConfigurationWithAuthlete,
  store: UserStore,
  logger: Logger,
  page?: PageFacts,
): Promise<RunningServer> {
  const { host, port, authlete, authleteClient, senderConstraint } = configuration;
  const tls = readTlsMaterial(configuration);
  const signingKey = readSigningKey(configuration);
  const metadata = createMetadata(configuration, JWKS_PATH, signingKey);
  // Nobody can read them but at the admin listener.
  const metrics = configuration.revocation.admin && createMetrics();
  const client = createAuthleteClient(authlete, {
    ...authleteClient,
    connectTimeout: authleteClient.timeout,
    headersTimeout: authleteClient.timeout,
    bodyTimeout: authleteClient.timeout,
    onEvent: tellBoth(createAuthleteEventLog(logger), metrics?.countAuthleteEvent),
  });
  // What replicas would share; there is one so far.
  const replicas = createMemoryReplicaStore();
  const revocations = createServerRevocations(configuration, replicas, client);
  const onEvent = tellBoth(createEventLog(logger), metrics?.countEvent);
  const protection = {
    ...createProtection(configuration, metadata, signingKey, replicas, onEvent),
    ...(revocations !== undefined && { revocations }),
  };
  const tokens = {
    tokenSource: withCache(createAuthleteTokenSource(client), configuration, metrics),
    audience: configuration.audience === 'resource' ? configuration.resources : null,
  };
  const app = createApp({
    resourceServer: createResourceServer({ ...tokens, ...protection }),
    fapi: signingKey && {
      resourceServer: createResourceServer({
        ...tokens,
        ...protection,
        ...createFapiProtection(protection, replicas),
      }),
      keys: publicJwks([{ key: signingKey }]),
    },
    userInfo: createUserInfoEndpoint({
      authority: createAuthleteUserInfoAuthority(client),
      claimSource: createUserClaimSource(store),
      consentedClaims: configuration.consentedClaims,
      ...(senderConstraint === 'required' && { senderConstraint }),
      ...protection,
    }),
    securityEvents: createServerEventReceiver(configuration, replicas, revocations, logger),
    timePolicy: timePolicyOf(configuration),
    metadata,
    page,
    api: describeApi(configuration),
    corsOrigins: configuration.corsOrigins,
    tls,
    readiness: createReadinessCheck({
      authlete: async () => (await client.checkReachable()).state === 'ok',
      database: () => answers(store),
    }),
    onUnexpectedError: (error) => logger.error({ cause: describeCause(error) }, 'unexpected error'),
  });

  const admin = createServerAdminApp(configuration, revocations, metrics, tls, logger);

  const close = async (): Promise<void> => {
    await Promise.all([app.close(), admin?.app.close()]);
    await client.close();
    metrics?.close();
  };
  try {
    const url = await listen(app, host, port);
    const adminUrl = admin && (await listen(admin.app, admin.host, admin.port));
    return { url, adminUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function withCache(
  source: TokenSource,
  { introspectionCache: { caching } }: ServerConfiguration,
  metrics: ServerMetrics | undefined,
): TokenSource {
  if (caching === undefined) return source;
  const cache = createCachingTokenSource(source, caching);
  metrics?.watchCache(() => cache.statistics());
  return cache;
}

function tellBoth<Event>(
  first: (event: Event) => void,
  second: ((event: Event) => void) | undefined,
): (event: Event) => void {
  if (second === undefined) return first;
  return (event) => {
    first(event);
    second(event);
  };
}

/** What `/api/time` asks beyond a valid token. */
function timePolicyOf({ senderConstraint, introspectionCache }: ServerConfiguration): Policy {
  const { staleIfError } = introspectionCache;
  return {
    ...(senderConstraint === 'required' && { senderConstraint }),
    ...(staleIfError > 0 && { staleIfError }),
  };
}

async function answers(store: UserStore): Promise<boolean> {
  try {
    await store.list({ limit: 1 });
    return true;
  } catch {
    return false;
  }
}

/** @returns where it answers */
async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const { address, family, port: chosen } = app.server.address() as AddressInfo;
  const scheme = app.server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`;
}
