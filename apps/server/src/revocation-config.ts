import type { EnvironmentReader } from './environment-reader.ts';
import { isLoopbackAddress } from './loopback-address.ts';

/** How revocations arrive, and for how long they are kept. */
export interface RevocationConfiguration {
  /** How long an access token can live, in seconds. Default: a day */
  readonly horizon: number;
  /** Where operators revoke. Default: nowhere */
  readonly admin: AdminConfiguration | undefined;
  /** Whose security event tokens are taken. Default: nobody's */
  readonly securityEvents: SecurityEventsConfiguration | undefined;
}

export interface AdminConfiguration {
  /** Default: 127.0.0.1 */
  readonly host: string;
  readonly port: number;
  /** Of which a request must carry one. */
  readonly tokens: readonly string[];
}

export interface SecurityEventsConfiguration {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The URL of the transmitter's key set, or the file that holds it. */
  readonly jwks: string;
  /** The Authorization headers that were agreed, of which one must come. Default: none is asked for */
  readonly authorization: readonly string[];
}

const DAY = 86_400;

/** Nobody guesses so many characters at random. */
const LEAST_TOKEN_LENGTH = 32;

/** What can stand in an Authorization header (RFC 6750, section 2.1). */
const TOKEN = /^[\w.~+/-]+=*$/;

/** @param hasTls whether there is a certificate for HTTPS */
export function readRevocation(reader: EnvironmentReader, hasTls: boolean): RevocationConfiguration {
  return {
    horizon: reader.wholeNumber('REVOCATION_HORIZON', DAY, 60, 366 * DAY),
    admin: readAdmin(reader, hasTls),
    securityEvents: readSecurityEvents(reader),
  };
}

function readAdmin(reader: EnvironmentReader, hasTls: boolean): AdminConfiguration | undefined {
  const host = reader.text('ADMIN_HOST') ?? '127.0.0.1';
  const tokens = reader.list('ADMIN_TOKEN');
  if (reader.text('ADMIN_PORT') === undefined) return undefined;
  const port = reader.wholeNumber('ADMIN_PORT', 0, 0, 65_535);
  if (tokens.length === 0) {
    reader.report('ADMIN_TOKEN', 'is missing, and ADMIN_PORT is set: make one with openssl rand -hex 32');
  }
  if (tokens.some((token) => token.length < LEAST_TOKEN_LENGTH || !TOKEN.test(token))) {
    reader.report(
      'ADMIN_TOKEN',
      `at least ${LEAST_TOKEN_LENGTH} letters, digits or -._~+/ that nobody can guess are expected`,
    );
  }
  if (!isLoopbackAddress(host) && !hasTls) {
    reader.report('ADMIN_HOST', 'other machines may come by HTTPS only: set TLS_CERTIFICATE and TLS_KEY');
  }
  return { host, port, tokens };
}

function readSecurityEvents(reader: EnvironmentReader): SecurityEventsConfiguration | undefined {
  const issuer = reader.text('SECURITY_EVENTS_ISSUER');
  const audience = reader.list('SECURITY_EVENTS_AUDIENCE');
  const jwks = reader.text('SECURITY_EVENTS_JWKS');
  const authorization = reader.list('SECURITY_EVENTS_AUTHORIZATION');
  if (issuer !== undefined && audience.length > 0 && jwks !== undefined) {
    return { issuer, audience, jwks, authorization };
  }
  if (issuer === undefined && audience.length === 0 && jwks === undefined && authorization.length === 0) {
    return undefined;
  }
  const others = 'security events are taken in only with issuer, audience and keys';
  if (issuer === undefined) reader.report('SECURITY_EVENTS_ISSUER', `is missing: ${others}`);
  if (audience.length === 0) reader.report('SECURITY_EVENTS_AUDIENCE', `is missing: ${others}`);
  if (jwks === undefined) reader.report('SECURITY_EVENTS_JWKS', `is missing: ${others}`);
  return undefined;
}
