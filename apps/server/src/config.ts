import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConsentMode, DpopMode } from 'oauth-resource-server';
import {
  type AuthleteConfiguration,
  AuthleteConfigurationError,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import {
  type AuthleteClientConfiguration,
  readAuthleteClientConfiguration,
} from './authlete-client-config.ts';
import { type ConfigurationProblem, EnvironmentReader } from './environment-reader.ts';
import {
  type IntrospectionCacheConfiguration,
  readIntrospectionCache,
} from './introspection-cache-config.ts';
import { readRevocation, type RevocationConfiguration } from './revocation-config.ts';
import { readTrustBoundaryOptions, type TrustBoundaryConfiguration } from './trust-boundary-config.ts';
import { DEFAULT_DATABASE_URL } from './users/database-url.ts';

/** Log levels, from the most talkative. `silent` writes nothing. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that the server can be told, with its defaults filled in. */
export interface ServerConfiguration {
  /** The address to listen on. Default: 127.0.0.1 */
  readonly host: string;
  /** The port to listen on. Default: 8001 */
  readonly port: number;
  /** PEM files for HTTPS of our own. Default: plain HTTP, with TLS at a proxy. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** The users database. Default: sqlite:./data/users.db */
  readonly databaseUrl: string;
  /** Default: info */
  readonly logLevel: LogLevel;
  /** The realm of challenges. Default: none */
  readonly realm: string | undefined;
  /** What is kept of Authlete's answers about tokens. Default: nothing */
  readonly introspectionCache: IntrospectionCacheConfiguration;
  /** How revocations arrive. Default: not at all */
  readonly revocation: RevocationConfiguration;
  /** How long a request may wait for all that is asked because of it, in milliseconds. Default: 10000 */
  readonly timeBudget: number;
  readonly authleteClient: AuthleteClientConfiguration;
  /** Where requests come from and what they are addressed to. Default: nobody is trusted. */
  readonly trustBoundary: TrustBoundaryConfiguration;
  /** Whether tokens may or must come with a DPoP proof. Default: off; with a local Authlete accept */
  readonly dpop: DpopMode;
  /**
   * What DPoP nonces are derived from, the newest first; `ephemeral` for a secret that ends with the process. Default: none,
   * proofs need no nonce; with a local Authlete ephemeral, unless `DPOP` says what is wanted
   */
  readonly dpopNonceSecrets: readonly string[] | 'ephemeral';
  /** `required`: tokens must be bound to a key or a certificate. Default: only those that are must be proved */
  readonly senderConstraint: 'required' | 'optional';
  /** `fapi2`: the FAPI 2.0 Security Profile for every endpoint. Default: none */
  readonly profile: 'fapi2' | 'none';
  /** `pass-on`: requests go to Authlete with their message signatures. Default: off */
  readonly messageSignatures: 'off' | 'pass-on';
  /** The file of the private JWK that signs answers; `ephemeral` for a key that ends with the process. Default: none */
  readonly responseSigningKey: { readonly file: string } | 'ephemeral' | 'none';
  /** `on`: the metadata are also signed (RFC 9728, section 2.2). Default: off */
  readonly signMetadata: 'off' | 'on';
  /** `honour`: UserInfo releases no claims but those that the user has consented to, where Authlete tells them. Default: honour */
  readonly consentedClaims: ConsentMode;
  /** The resource identifiers of this server (RFC 9728). Default: the public URL, if there is one */
  readonly resources: readonly string[];
  /** `resource`: tokens must be meant for one of the resources. Default: any */
  readonly audience: 'any' | 'resource';
  /** The issuers whose tokens are accepted, for the metadata. Default: none are named */
  readonly authorizationServers: readonly string[];
  /** The origins whose scripts may call. Default: none */
  readonly corsOrigins: readonly string[];
}

/** The same, and the Authlete service to ask. */
export interface ServerConfigurationWithAuthlete extends ServerConfiguration {
  readonly authlete: AuthleteConfiguration;
}

export interface FullConfiguration extends ServerConfigurationWithAuthlete {
  /** The file that Authlete's settings came from; `undefined` where they came from the environment alone. */
  readonly authleteFile: string | undefined;
}

/** The configuration cannot be used. Holds all that is wrong with it, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}.`);
    this.problems = problems;
  }
}

/** Where the configuration is read from. */
export interface ConfigurationSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that `authlete.ini` is looked for in. */
  readonly cwd: string;
  /** Whether it is for a trial with a local Authlete, where a newcomer should see everything. Default: no. */
  readonly local?: boolean;
  /** From the command line; they win over the environment. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** The files that Authlete's settings are looked for in: the one of the Django server, then the one of the Java servers. */
const AUTHLETE_FILES = ['authlete.ini', 'authlete.properties'];

/** RFC 9449, section 8: nonces must not be predictable. */
const LEAST_SECRET_LENGTH = 32;

/**
 * Reads and checks everything but Authlete's settings.
 *
 * @throws ConfigurationError with all that is wrong
 */
export function readServerConfiguration(sources: ConfigurationSources): ServerConfiguration {
  const reader = new EnvironmentReader(sources.environment);
  const configuration = readGeneral(sources, reader);
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems);
  return configuration;
}

/**
 * Reads and checks everything, Authlete's settings included.
 *
 * @throws ConfigurationError with all that is wrong
 */
export function readFullConfiguration(sources: ConfigurationSources): FullConfiguration {
  const reader = new EnvironmentReader(sources.environment);
  const general = readGeneral(sources, reader);
  const file = readAuthleteFile(sources, reader);
  try {
    const { environment } = sources;
    const authlete = readAuthleteConfiguration({ environment, ...(file && { file: file.text }) });
    if (reader.problems.length === 0) {
      return Object.freeze({ ...general, authlete, authleteFile: file?.name });
    }
  } catch (error) {
    if (!(error instanceof AuthleteConfigurationError)) throw error;
    for (const { key, variable, message } of error.problems) {
      reader.report(`${variable} (${key} in authlete.ini)`, message);
    }
  }
  throw new ConfigurationError(reader.problems);
}

function readGeneral(sources: ConfigurationSources, reader: EnvironmentReader): ServerConfiguration {
  const trustBoundary = readTrustBoundaryOptions(reader);
  const resources = reader.list('RESOURCE');
  const { publicUrl } = trustBoundary;
  const tls = readTls(reader);
  if (trustBoundary.clientCertificate === 'tls' && tls === undefined) {
    reader.report('CLIENT_CERTIFICATE', 'tls needs TLS_CERTIFICATE and TLS_KEY, for HTTPS of its own');
  }
  return Object.freeze({
    host: sources.host ?? reader.text('HOST') ?? '127.0.0.1',
    port: sources.port ?? reader.wholeNumber('PORT', 8001, 0, 65_535),
    tls,
    databaseUrl: reader.text('DATABASE_URL') ?? DEFAULT_DATABASE_URL,
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    realm: readRealm(reader),
    introspectionCache: readIntrospectionCache(reader),
    revocation: readRevocation(reader, tls !== undefined),
    timeBudget: reader.wholeNumber('TIME_BUDGET', 10_000, 1, 600_000),
    authleteClient: readAuthleteClientConfiguration(reader),
    trustBoundary,
    dpop: reader.oneOf('DPOP', ['off', 'accept', 'require'], sources.local ? 'accept' : 'off'),
    dpopNonceSecrets: readNonceSecrets(reader, sources.local ?? false),
    senderConstraint: reader.oneOf('SENDER_CONSTRAINT', ['optional', 'required'], 'optional'),
    profile: reader.oneOf('PROFILE', ['none', 'fapi2'], 'none'),
    messageSignatures: reader.oneOf('MESSAGE_SIGNATURES', ['off', 'pass-on'], 'off'),
    responseSigningKey: readSigningKey(reader),
    signMetadata: reader.oneOf('SIGN_METADATA', ['off', 'on'], 'off'),
    consentedClaims: reader.oneOf('CONSENTED_CLAIMS', ['honour', 'ignore'], 'honour'),
    resources: resources.length > 0 || publicUrl === undefined ? resources : [publicUrl],
    audience: readAudience(reader, resources.length > 0 || publicUrl !== undefined),
    authorizationServers: reader.list('AUTHORIZATION_SERVERS'),
    corsOrigins: readOrigins(reader),
  });
}

function readTls(reader: EnvironmentReader): ServerConfiguration['tls'] {
  const certificateFile = reader.text('TLS_CERTIFICATE');
  const keyFile = reader.text('TLS_KEY');
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  if (certificateFile !== undefined) reader.report('TLS_KEY', 'is missing, and TLS_CERTIFICATE is set');
  if (keyFile !== undefined) reader.report('TLS_CERTIFICATE', 'is missing, and TLS_KEY is set');
  return undefined;
}

function readRealm(reader: EnvironmentReader): string | undefined {
  const realm = reader.text('REALM');
  if (realm !== undefined && !/^[\x20-\x7e]+$/.test(realm)) {
    reader.report('REALM', 'printable ASCII is expected');
  }
  return realm;
}

function readNonceSecrets(
  reader: EnvironmentReader,
  isLocal: boolean,
): ServerConfiguration['dpopNonceSecrets'] {
  const secrets = reader.list('DPOP_NONCE_SECRET');
  if (secrets.some((secret) => secret.length < LEAST_SECRET_LENGTH)) {
    reader.report(
      'DPOP_NONCE_SECRET',
      `at least ${LEAST_SECRET_LENGTH} characters that nobody can guess are expected`,
    );
  }
  // Who has said what DPoP should be like gets that, and no nonces that were not asked for.
  return secrets.length === 0 && isLocal && reader.text('DPOP') === undefined ? 'ephemeral' : secrets;
}

function readSigningKey(reader: EnvironmentReader): ServerConfiguration['responseSigningKey'] {
  const file = reader.text('RESPONSE_SIGNING_KEY');
  return file === undefined ? 'none' : { file };
}

function readAudience(reader: EnvironmentReader, hasResource: boolean): ServerConfiguration['audience'] {
  const audience = reader.oneOf('AUDIENCE', ['any', 'resource'], 'any');
  if (audience === 'resource' && !hasResource) {
    reader.report(
      'AUDIENCE',
      'resource needs RESOURCE or PUBLIC_URL, which name what tokens must be meant for',
    );
  }
  return audience;
}

function readOrigins(reader: EnvironmentReader): readonly string[] {
  const origins = reader.list('CORS_ORIGINS');
  for (const origin of origins) {
    if (origin !== '*' && URL.parse(origin)?.origin !== origin) {
      reader.report(
        'CORS_ORIGINS',
        'origins such as https://app.example.com, between commas, or * are expected',
      );
    }
  }
  return origins;
}

function readAuthleteFile(
  { environment, cwd }: ConfigurationSources,
  reader: EnvironmentReader,
): { name: string; text: string } | undefined {
  const named = environment['AUTHLETE_FILE'];
  for (const name of named ? [named] : AUTHLETE_FILES) {
    try {
      return { name, text: readFileSync(path.resolve(cwd, name), 'utf8') };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' && !named) continue;
      reader.report(named ? 'AUTHLETE_FILE' : name, `the file cannot be read (${code ?? 'unknown reason'})`);
    }
  }
  return undefined;
}
