import type { FullConfiguration } from './config.ts';
import { hideDatabasePassword } from './users/database-url.ts';

type Setting = string | number | undefined;

const HIDDEN = '(hidden)';

/** What is in force, by the names of the variables; secrets are hidden, and what is not set is `undefined`. */
export function describeSettings(configuration: FullConfiguration): Readonly<Record<string, Setting>> {
  return {
    ...describeServer(configuration),
    ...describeTokens(configuration),
    ...describeTrust(configuration),
    ...describeCache(configuration),
    ...describeRevocation(configuration),
    ...describeAuthlete(configuration),
  };
}

function describeServer(configuration: FullConfiguration): Record<string, Setting> {
  const { tls } = configuration;
  return {
    HOST: configuration.host,
    PORT: configuration.port,
    TLS_CERTIFICATE: tls?.certificateFile,
    TLS_KEY: tls?.keyFile,
    DATABASE_URL: hideDatabasePassword(configuration.databaseUrl),
    LOG_LEVEL: configuration.logLevel,
    REALM: configuration.realm,
    TIME_BUDGET: configuration.timeBudget,
    CORS_ORIGINS: join(configuration.corsOrigins),
  };
}

function describeTokens(configuration: FullConfiguration): Record<string, Setting> {
  const { dpopNonceSecrets, responseSigningKey } = configuration;
  return {
    RESOURCE: join(configuration.resources),
    AUTHORIZATION_SERVERS: join(configuration.authorizationServers),
    AUDIENCE: configuration.audience,
    DPOP: configuration.dpop,
    DPOP_NONCE_SECRET:
      dpopNonceSecrets === 'ephemeral' ? dpopNonceSecrets : join(dpopNonceSecrets.map(() => HIDDEN)),
    SENDER_CONSTRAINT: configuration.senderConstraint,
    PROFILE: configuration.profile,
    MESSAGE_SIGNATURES: configuration.messageSignatures,
    RESPONSE_SIGNING_KEY: typeof responseSigningKey === 'object' ? responseSigningKey.file : undefined,
    SIGN_METADATA: configuration.signMetadata,
    CONSENTED_CLAIMS: configuration.consentedClaims,
  };
}

function describeCache({ introspectionCache }: FullConfiguration): Record<string, Setting> {
  const { caching, staleIfError } = introspectionCache;
  const bytes = caching?.maximumBytes;
  return {
    INTROSPECTION_CACHE_TTL: caching?.ttl ?? 0,
    INTROSPECTION_CACHE_INACTIVE_TTL: caching?.inactiveTtl,
    INTROSPECTION_CACHE_ENTRIES: caching?.maximumEntries,
    INTROSPECTION_CACHE_MEGABYTES: bytes && bytes / 1_048_576,
    INTROSPECTION_STALE_IF_ERROR: staleIfError,
  };
}

function describeRevocation({ revocation }: FullConfiguration): Record<string, Setting> {
  const { horizon, admin, securityEvents } = revocation;
  return {
    REVOCATION_HORIZON: horizon,
    ADMIN_HOST: admin?.host,
    ADMIN_PORT: admin?.port,
    ADMIN_TOKEN: join(admin?.tokens.map(() => HIDDEN)),
    SECURITY_EVENTS_ISSUER: securityEvents?.issuer,
    SECURITY_EVENTS_AUDIENCE: join(securityEvents?.audience),
    SECURITY_EVENTS_JWKS: securityEvents?.jwks,
    SECURITY_EVENTS_AUTHORIZATION: join(securityEvents?.authorization.map(() => HIDDEN)),
  };
}

function describeTrust({ trustBoundary }: FullConfiguration): Record<string, Setting> {
  const { publicUrl, trustedProxies, forwardedHeaders, clientCertificate } = trustBoundary;
  const isHeader = typeof clientCertificate === 'object';
  return {
    PUBLIC_URL: publicUrl,
    TRUSTED_PROXIES: join(trustedProxies),
    FORWARDED_HEADERS: typeof forwardedHeaders === 'string' ? forwardedHeaders : join(forwardedHeaders),
    CLIENT_CERTIFICATE: isHeader ? clientCertificate.format : clientCertificate,
    CLIENT_CERTIFICATE_HEADER: isHeader ? clientCertificate.header : undefined,
  };
}

function describeAuthlete(configuration: FullConfiguration): Record<string, Setting> {
  const { authlete, authleteFile, authleteClient } = configuration;
  const credentials =
    authlete.apiVersion === 'V3'
      ? { AUTHLETE_SERVICE_APIKEY: authlete.serviceId, AUTHLETE_SERVICE_ACCESSTOKEN: HIDDEN }
      : { AUTHLETE_SERVICE_APIKEY: authlete.serviceApiKey, AUTHLETE_SERVICE_APISECRET: HIDDEN };
  return {
    AUTHLETE_FILE: authleteFile,
    AUTHLETE_BASE_URL: authlete.baseUrl,
    AUTHLETE_API_VERSION: authlete.apiVersion,
    ...credentials,
    AUTHLETE_TIMEOUT: authleteClient.timeout,
    AUTHLETE_CONNECTIONS: authleteClient.connections,
    AUTHLETE_QUEUE: authleteClient.queue,
    AUTHLETE_RETRY: authleteClient.retry,
    AUTHLETE_RETRY_DELAY: authleteClient.retryDelay,
    AUTHLETE_CIRCUIT_FAILURES: authleteClient.circuitFailures,
    AUTHLETE_CIRCUIT_PAUSE: authleteClient.circuitPause,
  };
}

function join(values: readonly string[] | undefined): Setting {
  return values === undefined || values.length === 0 ? undefined : values.join(', ');
}
