import { checkBaseUrl } from './authlete-base-url.ts';
import {
  AuthleteConfigurationError,
  type AuthleteConfigurationProblem,
} from './authlete-configuration-error.ts';
import { AUTHLETE_SETTINGS, type AuthleteSettings } from './authlete-settings.ts';

/** API 2.x: the credentials imply the service. */
export interface AuthleteV2Configuration {
  readonly apiVersion: 'V2';
  /** Without `/api` and without a slash at the end. */
  readonly baseUrl: string;
  readonly serviceApiKey: string;
  readonly serviceApiSecret: string;
}

/** API 3.x: the service is named in the path of each call. */
export interface AuthleteV3Configuration {
  readonly apiVersion: 'V3';
  /** Without `/api` and without a slash at the end. */
  readonly baseUrl: string;
  /** Digits; what API 2.x calls the service API key. */
  readonly serviceId: string;
  readonly serviceAccessToken: string;
}

/**
 * Which Authlete service to ask, and with what credentials. Those that this library makes are frozen, and no
 * `console.log`, `JSON.stringify` or spread shows their secrets.
 */
export type AuthleteConfiguration = AuthleteV2Configuration | AuthleteV3Configuration;

const SERVICE_ID = /^\d{1,19}$/;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/** RFC 7617, section 2: the user name of Basic authentication ends at the first colon. */
const VISIBLE_ASCII_WITHOUT_COLON = /^[\x21-\x39\x3b-\x7e]+$/;
const NOT_VISIBLE_ASCII = 'holds something besides visible ASCII characters, perhaps a blank or a line break';

/**
 * Checks a configuration that may have been written by hand, by the rules of `readAuthleteConfiguration`.
 *
 * @throws {AuthleteConfigurationError} with all problems
 */
export function checkAuthleteConfiguration(configuration: AuthleteConfiguration): AuthleteConfiguration {
  const { apiVersion, baseUrl } = configuration;
  return configurationFrom(
    apiVersion === 'V3'
      ? {
          api_version: apiVersion,
          base_url: baseUrl,
          'service.api_key': configuration.serviceId,
          'service.access_token': configuration.serviceAccessToken,
        }
      : {
          api_version: apiVersion,
          base_url: baseUrl,
          'service.api_key': configuration.serviceApiKey,
          'service.api_secret': configuration.serviceApiSecret,
        },
  );
}

/**
 * Makes a configuration of settings.
 *
 * @throws {AuthleteConfigurationError} with all problems
 */
export function configurationFrom(settings: AuthleteSettings): AuthleteConfiguration {
  const problems: AuthleteConfigurationProblem[] = [];
  const report = (key: keyof typeof AUTHLETE_SETTINGS, message: string): string => {
    problems.push({ key, variable: AUTHLETE_SETTINGS[key], message });
    return '';
  };
  const take = (
    key: keyof typeof AUTHLETE_SETTINGS,
    pattern: RegExp,
    malformed: string,
    missing = 'is missing',
  ): string => {
    const value = settings[key];
    if (value === undefined) {
      return report(key, missing);
    }
    return pattern.test(value) ? value : report(key, malformed);
  };

  const { api_version: version = 'V2' } = settings;
  if (version !== 'V2' && version !== 'V3') {
    report('api_version', 'must be V2, which is the default, or V3');
  }
  const checked = checkBaseUrl(settings.base_url, version === 'V3' ? 'V3' : 'V2');
  const baseUrl = 'baseUrl' in checked ? checked.baseUrl : report('base_url', checked.problem);

  let configuration: AuthleteConfiguration | undefined;
  if (version === 'V3') {
    const serviceId = take('service.api_key', SERVICE_ID, 'must be the service ID, which is made of digits');
    const accessToken = take('service.access_token', VISIBLE_ASCII, NOT_VISIBLE_ASCII);
    configuration = new V3Configuration(baseUrl, serviceId, accessToken);
  } else if (version === 'V2') {
    const malformedKey = `${NOT_VISIBLE_ASCII}, or a colon`;
    const apiKey = take('service.api_key', VISIBLE_ASCII_WITHOUT_COLON, malformedKey);
    const apiSecret = take('service.api_secret', VISIBLE_ASCII, NOT_VISIBLE_ASCII, missingSecret(settings));
    configuration = new V2Configuration(baseUrl, apiKey, apiSecret);
  }
  if (configuration === undefined || problems.length > 0) {
    throw new AuthleteConfigurationError(problems);
  }
  return configuration;
}

function missingSecret(settings: AuthleteSettings): string {
  if (settings['service.api_secret.encrypted'] !== undefined) {
    return 'is missing; service.api_secret.encrypted is not supported, put the plain secret in';
  }
  if (settings['service.access_token'] !== undefined) {
    return 'is missing; service.access_token is for API 3.x, which needs api_version V3';
  }
  return 'is missing';
}

/* Private fields behind accessors: loggers and serialisers pass over both. */

class V2Configuration implements AuthleteV2Configuration {
  readonly apiVersion = 'V2';
  readonly baseUrl: string;
  readonly serviceApiKey: string;
  readonly #serviceApiSecret: string;

  constructor(baseUrl: string, serviceApiKey: string, serviceApiSecret: string) {
    this.baseUrl = baseUrl;
    this.serviceApiKey = serviceApiKey;
    this.#serviceApiSecret = serviceApiSecret;
    Object.freeze(this);
  }

  get serviceApiSecret(): string {
    return this.#serviceApiSecret;
  }
}

class V3Configuration implements AuthleteV3Configuration {
  readonly apiVersion = 'V3';
  readonly baseUrl: string;
  readonly serviceId: string;
  readonly #serviceAccessToken: string;

  constructor(baseUrl: string, serviceId: string, serviceAccessToken: string) {
    this.baseUrl = baseUrl;
    this.serviceId = serviceId;
    this.#serviceAccessToken = serviceAccessToken;
    Object.freeze(this);
  }

  get serviceAccessToken(): string {
    return this.#serviceAccessToken;
  }
}
