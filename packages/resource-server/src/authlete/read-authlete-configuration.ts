import { AuthleteConfigurationError } from './authlete-configuration-error.ts';
import { type AuthleteConfiguration, configurationFrom } from './authlete-configuration.ts';
import { AUTHLETE_SETTINGS, ENCRYPTED_SECRET } from './authlete-settings.ts';
import { readConfigurationFile } from './configuration-file.ts';

/** Where the settings come from. Nothing else is read: no file is looked for, and no environment but this one. */
export interface AuthleteConfigurationSources {
  /** The text of an `authlete.ini` (section `[authlete]`) or an `authlete.properties`. */
  readonly file?: string | undefined;
  /** Variables such as `process.env`. One that is set and not empty wins over the file. */
  readonly environment?: { readonly [variable: string]: string | undefined } | undefined;
}

const KEYS: ReadonlySet<string> = new Set([...Object.keys(AUTHLETE_SETTINGS), ENCRYPTED_SECRET]);

/**
 * Reads which Authlete service to ask, from the files and variables that the Django and Java resource servers use.
 *
 * | Key | Variable | |
 * |---|---|---|
 * | `api_version` | `AUTHLETE_API_VERSION` | `V2` (default) or `V3` |
 * | `base_url` | `AUTHLETE_BASE_URL` | `https`, or `http` on a loopback address. `https://api.authlete.com` by default for V2, required for V3 |
 * | `service.api_key` | `AUTHLETE_SERVICE_APIKEY` | V2: user name of Basic authentication; V3: the service ID, digits |
 * | `service.api_secret` | `AUTHLETE_SERVICE_APISECRET` | V2 |
 * | `service.access_token` | `AUTHLETE_SERVICE_ACCESSTOKEN` | V3 |
 *
 * Other keys, such as those of the service owner and of a DPoP key, are passed over. Whether Authlete accepts the
 * credentials is not checked; `AuthleteClient.checkCredentials` does.
 *
 * @throws {AuthleteConfigurationError} with all problems, and without any of the values
 *
 * @example
 * ```ts
 * const configuration = readAuthleteConfiguration({
 *   file: await readFile('authlete.ini', 'utf8'),
 *   environment: process.env,
 * });
 * ```
 */
export function readAuthleteConfiguration(sources: AuthleteConfigurationSources): AuthleteConfiguration {
  const { file = '', environment = {} } = sources;
  const { values, problems } = readConfigurationFile(file, KEYS);
  if (problems.length > 0) {
    throw new AuthleteConfigurationError(
      problems.map((message) => ({
        key: undefined,
        variable: undefined,
        message: `configuration file, ${message}`,
      })),
    );
  }
  const settings = new Map(values);
  for (const [key, variable] of Object.entries(AUTHLETE_SETTINGS)) {
    const value = environment[variable];
    if (value !== undefined && value !== '') {
      settings.set(key, value);
    }
  }
  // An empty value says nothing, in the file as in the environment.
  return configurationFrom(Object.fromEntries([...settings].filter(([, value]) => value !== '')));
}
