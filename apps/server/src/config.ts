import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AuthleteConfiguration,
  AuthleteConfigurationError,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { DEFAULT_DATABASE_URL } from './users/open-user-store.ts';

/** Log levels, from the most talkative. `silent` writes nothing. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that the server can be told, with its defaults filled in. */
export interface ServerConfiguration {
  /** The address to listen on. Default: 127.0.0.1 */
  readonly host: string;
  /** The port to listen on. Default: 8001 */
  readonly port: number;
  /** The users database. Default: sqlite:./data/users.db */
  readonly databaseUrl: string;
  /** Default: info */
  readonly logLevel: LogLevel;
  /** The realm of challenges. Default: none */
  readonly realm: string | undefined;
  /** How long one call to Authlete may take, in milliseconds. Default: 5000 */
  readonly authleteTimeout: number;
}

/** The same, and the Authlete service to ask. */
export interface ServerConfigurationWithAuthlete extends ServerConfiguration {
  readonly authlete: AuthleteConfiguration;
}

export interface FullConfiguration extends ServerConfigurationWithAuthlete {
  /** The file that Authlete's settings came from; `undefined` where they came from the environment alone. */
  readonly authleteFile: string | undefined;
}

/** One thing that is wrong with the configuration, and how to mend it. */
export interface ConfigurationProblem {
  /** The setting, as the operator wrote it or would write it. */
  readonly setting: string;
  readonly message: string;
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
  /** From the command line; they win over the environment. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** The files that Authlete's settings are looked for in: the one of the Django server, then the one of the Java servers. */
const AUTHLETE_FILES = ['authlete.ini', 'authlete.properties'];

/**
 * Reads and checks everything but Authlete's settings.
 *
 * @throws ConfigurationError with all that is wrong
 */
export function readServerConfiguration(sources: ConfigurationSources): ServerConfiguration {
  const problems: ConfigurationProblem[] = [];
  const configuration = readGeneral(sources, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

/**
 * Reads and checks everything, Authlete's settings included.
 *
 * @throws ConfigurationError with all that is wrong
 */
export function readFullConfiguration(sources: ConfigurationSources): FullConfiguration {
  const problems: ConfigurationProblem[] = [];
  const general = readGeneral(sources, problems);
  const file = readAuthleteFile(sources, problems);
  try {
    const { environment } = sources;
    const authlete = readAuthleteConfiguration({ environment, ...(file && { file: file.text }) });
    if (problems.length === 0) return Object.freeze({ ...general, authlete, authleteFile: file?.name });
  } catch (error) {
    if (!(error instanceof AuthleteConfigurationError)) throw error;
    for (const { key, variable, message } of error.problems) {
      problems.push({ setting: `${variable} (${key} in authlete.ini)`, message });
    }
  }
  throw new ConfigurationError(problems);
}

function readGeneral(sources: ConfigurationSources, problems: ConfigurationProblem[]): ServerConfiguration {
  const { environment } = sources;
  const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
  return Object.freeze({
    host: sources.host ?? given('HOST') ?? '127.0.0.1',
    port: sources.port ?? readNumber('PORT', given('PORT') ?? '8001', 0, 65_535, problems),
    databaseUrl: given('DATABASE_URL') ?? DEFAULT_DATABASE_URL,
    logLevel: readLogLevel(given('LOG_LEVEL') ?? 'info', problems),
    realm: readRealm(given('REALM'), problems),
    authleteTimeout: readNumber(
      'AUTHLETE_TIMEOUT',
      given('AUTHLETE_TIMEOUT') ?? '5000',
      1,
      600_000,
      problems,
    ),
  });
}

function readNumber(
  setting: string,
  text: string,
  least: number,
  most: number,
  problems: ConfigurationProblem[],
): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    problems.push({ setting, message: `a whole number from ${least} to ${most} is expected` });
  }
  return value;
}

function readLogLevel(text: string, problems: ConfigurationProblem[]): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (level !== undefined) return level;
  problems.push({ setting: 'LOG_LEVEL', message: `one of ${LOG_LEVELS.join(', ')} is expected` });
  return 'info';
}

function readRealm(realm: string | undefined, problems: ConfigurationProblem[]): string | undefined {
  if (realm !== undefined && !/^[\x20-\x7e]+$/.test(realm)) {
    problems.push({ setting: 'REALM', message: 'printable ASCII is expected' });
  }
  return realm;
}

function readAuthleteFile(
  { environment, cwd }: ConfigurationSources,
  problems: ConfigurationProblem[],
): { name: string; text: string } | undefined {
  const named = environment['AUTHLETE_FILE'];
  for (const name of named ? [named] : AUTHLETE_FILES) {
    try {
      return { name, text: readFileSync(path.resolve(cwd, name), 'utf8') };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' && !named) continue;
      problems.push({
        setting: named ? 'AUTHLETE_FILE' : name,
        message: `the file cannot be read (${code ?? 'unknown reason'})`,
      });
    }
  }
  return undefined;
}
