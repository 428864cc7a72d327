import { readFileSync } from 'node:fs';

import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions, MutualTlsOptions } from './options.ts';

const VARIABLES = {
  host: 'LOCAL_AUTHLETE_HOST',
  serviceId: 'LOCAL_AUTHLETE_SERVICE_ID',
  apiSecret: 'LOCAL_AUTHLETE_API_SECRET',
  serviceAccessToken: 'LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN',
  userInfoEndpoint: 'LOCAL_AUTHLETE_USER_INFO_ENDPOINT',
  pageUrl: 'LOCAL_AUTHLETE_PAGE_URL',
  state: 'LOCAL_AUTHLETE_STATE',
} as const;

/**
 * Reads options from environment variables: `LOCAL_AUTHLETE_HOST`, `LOCAL_AUTHLETE_PORT`, `LOCAL_AUTHLETE_SERVICE_ID`,
 * `LOCAL_AUTHLETE_API_SECRET`, `LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN`, `LOCAL_AUTHLETE_USER_INFO_ENDPOINT`,
 * `LOCAL_AUTHLETE_PAGE_URL`, `LOCAL_AUTHLETE_STATE`, and for HTTPS with client certificates `LOCAL_AUTHLETE_MTLS_PORT` and
 * the files `LOCAL_AUTHLETE_MTLS_CERTIFICATE` and `LOCAL_AUTHLETE_MTLS_KEY`.
 *
 * A variable that is absent or empty leaves the default.
 *
 * @throws {TypeError} A value is wrong; the message names the option.
 */
export function readLocalAuthleteOptions(
  environment: Readonly<Record<string, string | undefined>>,
): LocalAuthleteOptions {
  const port = environment['LOCAL_AUTHLETE_PORT'];
  const mutualTls = readMutualTls(environment);
  const options: LocalAuthleteOptions = {
    ...Object.fromEntries(
      Object.entries(VARIABLES).flatMap(([option, variable]) => {
        const value = environment[variable];
        return value ? [[option, value]] : [];
      }),
    ),
    ...(port && { port: toPort(port) }),
    ...(mutualTls && { mutualTls }),
  };
  resolveOptions(options);
  return options;
}

function readMutualTls(
  environment: Readonly<Record<string, string | undefined>>,
): MutualTlsOptions | undefined {
  const port = environment['LOCAL_AUTHLETE_MTLS_PORT'];
  if (!port) {
    return undefined;
  }
  const read = (name: string): string => {
    try {
      return readFileSync(environment[name] ?? '', 'utf8');
    } catch {
      throw new TypeError(`mutualTls needs ${name}, the name of a PEM file that can be read`);
    }
  };
  return {
    port: toPort(port),
    certificate: read('LOCAL_AUTHLETE_MTLS_CERTIFICATE'),
    key: read('LOCAL_AUTHLETE_MTLS_KEY'),
  };
}

/** Number('0x10') and Number(' ') are numbers as well. */
function toPort(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
