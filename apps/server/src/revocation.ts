import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { createRevocations, type ReplicaStore, type Revocations } from 'oauth-resource-server';
import { type AuthleteClient, createAuthleteRevocationAuthority } from 'oauth-resource-server/authlete';
import {
  createSecurityEventReceiver,
  type SecurityEventReceiver,
  type SecurityEventReport,
  type TransmitterKeys,
} from 'oauth-resource-server/security-events';
import type { Logger } from 'pino';
import { createAdminApp } from './admin/admin-app.ts';
import type { TlsMaterial } from './app.ts';
import { ConfigurationError, type ServerConfiguration } from './config.ts';
import { describeCause } from './logging.ts';
import { isLoopbackAddress } from './loopback-address.ts';
import type { ServerMetrics } from './metrics.ts';

/** What was revoked, where there is a way to revoke something. */
export function createServerRevocations(
  { revocation: { horizon, admin, securityEvents } }: ServerConfiguration,
  store: ReplicaStore,
  client: Pick<AuthleteClient, 'revokeTokens'>,
): Revocations | undefined {
  if (admin === undefined && securityEvents === undefined) return undefined;
  return createRevocations({ store, horizon, authority: createAuthleteRevocationAuthority(client) });
}

/** Where operators revoke, where that is configured: it is to listen at this host and port. */
export function createServerAdminApp(
  { revocation: { admin } }: ServerConfiguration,
  revocations: Revocations | undefined,
  metrics: ServerMetrics | undefined,
  tls: TlsMaterial | undefined,
  logger: Logger,
): { readonly app: FastifyInstance; readonly host: string; readonly port: number } | undefined {
  if (admin === undefined || revocations === undefined) return undefined;
  const { host, port, tokens } = admin;
  // On this machine nobody listens in, and no certificate names it.
  const material = isLoopbackAddress(host) ? undefined : tls;
  return { app: createAdminApp({ tokens, revocations, metrics, tls: material, logger }), host, port };
}

/**
 * Who takes security event tokens in, where that is configured.
 *
 * @throws ConfigurationError for a key set that cannot be used
 */
export function createServerEventReceiver(
  { revocation: { securityEvents }, authorizationServers }: ServerConfiguration,
  store: ReplicaStore,
  revocations: Revocations | undefined,
  logger: Logger,
): SecurityEventReceiver | undefined {
  if (securityEvents === undefined || revocations === undefined) return undefined;
  const { issuer, audience, jwks, authorization } = securityEvents;
  try {
    return createSecurityEventReceiver({
      issuer,
      audience,
      keys: readKeys(jwks),
      ...(authorization.length > 0 && { authorization }),
      // Whose tokens are accepted, their subjects are known here; and the transmitter knows those that it tells of.
      subjectIssuers: [issuer, ...authorizationServers],
      revocations,
      store,
      onReport: (report) => logReport(report, logger),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrongKeys('there are none that can be used');
  }
}

/** @throws ConfigurationError */
function readKeys(jwks: string): TransmitterKeys {
  if (/^https?:/i.test(jwks)) return { jwksUri: jwks };
  try {
    return JSON.parse(readFileSync(jwks, 'utf8')) as TransmitterKeys;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw wrongKeys(code === undefined ? 'the file is not JSON' : `the file cannot be read (${code})`);
  }
}

function wrongKeys(found: string): ConfigurationError {
  const message = `the https URL of a set of public keys (JWKs), or a file with one, is expected; ${found}`;
  return new ConfigurationError([{ setting: 'SECURITY_EVENTS_JWKS', message }]);
}

function logReport({ cause, ...report }: SecurityEventReport, logger: Logger): void {
  const line = { ...report, ...(cause !== undefined && { cause: describeCause(cause) }) };
  switch (report.outcome) {
    case 'taken':
    case 'ignored':
      logger.info(line, 'security event');
      return;
    case 'repeated':
      logger.debug(line, 'security event');
      return;
    case 'refused':
    case 'failed':
      logger.warn(line, 'security event');
  }
}
