import type * as LocalAuthletePackage from 'local-authlete';
import { type AuthleteConfiguration, readAuthleteConfiguration } from 'oauth-resource-server/authlete';

/** A local Authlete that runs in this process, and how to reach it. */
export interface LocalAuthority {
  readonly url: string;
  readonly configuration: AuthleteConfiguration;
  /** What a person needs to use it from elsewhere. These are development credentials: they may be shown. */
  readonly credentials: {
    readonly serviceId: string;
    readonly apiSecret: string;
    readonly serviceAccessToken: string;
  };
  close(): Promise<void>;
}

/** The package `local-authlete` is not there: it is for development, so a production install leaves it out. */
export class LocalAuthleteMissing extends Error {
  override readonly name = 'LocalAuthleteMissing';

  constructor() {
    super('serve --local needs the package local-authlete: npm install --save-dev local-authlete');
  }
}

/**
 * Starts a local Authlete as the `LOCAL_AUTHLETE_*` variables say, and a configuration that points to it.
 *
 * @param userInfoEndpoint the address of our UserInfo endpoint, which local Authlete announces
 * @throws LocalAuthleteMissing, TypeError for a variable that is wrong, and the system's errors such as `EADDRINUSE`
 */
export async function startLocalAuthority(
  environment: Readonly<Record<string, string | undefined>>,
  userInfoEndpoint: string,
): Promise<LocalAuthority> {
  const { createLocalAuthlete, readLocalAuthleteOptions } = await loadLocalAuthlete();
  const local = await createLocalAuthlete({
    ...readLocalAuthleteOptions(environment),
    userInfoEndpoint: environment['LOCAL_AUTHLETE_USER_INFO_ENDPOINT'] || userInfoEndpoint,
  });
  const { url, serviceId, apiSecret, serviceAccessToken } = local;
  const configuration = readAuthleteConfiguration({
    environment: {
      AUTHLETE_API_VERSION: 'V3',
      AUTHLETE_BASE_URL: url,
      AUTHLETE_SERVICE_APIKEY: serviceId,
      AUTHLETE_SERVICE_ACCESSTOKEN: serviceAccessToken,
    },
  });
  return {
    url,
    configuration,
    credentials: { serviceId, apiSecret, serviceAccessToken },
    close: () => local.close(),
  };
}

async function loadLocalAuthlete(): Promise<typeof LocalAuthletePackage> {
  try {
    return await import('local-authlete');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new LocalAuthleteMissing();
    }
    throw error;
  }
}
