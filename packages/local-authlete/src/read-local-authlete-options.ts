import { resolveOptions } from './options.ts';
import type { LocalAuthleteOptions } from './options.ts';

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
 * `LOCAL_AUTHLETE_PAGE_URL`, `LOCAL_AUTHLETE_STATE`.
 *
 * A variable that is absent or empty leaves the default.
 *
 * @throws {TypeError} A value is wrong; the message names the option.
 */
export function readLocalAuthleteOptions(
  environment: Readonly<Record<string, string | undefined>>,
): LocalAuthleteOptions {
  const port = environment['LOCAL_AUTHLETE_PORT'];
  const options: LocalAuthleteOptions = {
    ...Object.fromEntries(
      Object.entries(VARIABLES).flatMap(([option, variable]) => {
        const value = environment[variable];
        return value ? [[option, value]] : [];
      }),
    ),
    // Number('0x10') and Number(' ') are numbers as well.
    ...(port && { port: /^\d+$/.test(port) ? Number(port) : Number.NaN }),
  };
  resolveOptions(options);
  return options;
}
