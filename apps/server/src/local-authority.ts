import path from 'node:path';
import type { JWK } from 'jose';
import type * as LocalAuthletePackage from 'local-authlete';
import { type AuthleteConfiguration, readAuthleteConfiguration } from 'oauth-resource-server/authlete';
import { createLocalAccounts } from './local-accounts.ts';
import type { UserStore } from './users/user-store.ts';

/** Where local Authlete keeps what survives a restart unless `LOCAL_AUTHLETE_STATE` says otherwise. */
const DEFAULT_STATE = './data/local-authlete.db';

/** A local Authlete that runs in this process, and how to reach it. */
export interface LocalAuthority {
  readonly url: string;
  readonly configuration: AuthleteConfiguration;
  /** The private key of the client whose UserInfo is encrypted, for the page that plays it. It is public. */
  readonly pageEncryptionKey: JWK;
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

export interface LocalAuthorityOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a relative path of the state is relative to. */
  readonly cwd: string;
  /** Our own address, such as `http://127.0.0.1:8001`, whose UserInfo endpoint local Authlete announces. */
  readonly url: string;
  /** Who can sign in. */
  readonly store: UserStore;
}

/**
 * Starts a local Authlete as the `LOCAL_AUTHLETE_*` variables say, and a configuration that points to it.
 *
 * @throws LocalAuthleteMissing, TypeError for a variable that is wrong, `StateError` for a state that cannot be used, and
 *   the system's errors such as `EADDRINUSE`
 */
export async function startLocalAuthority({
  environment,
  cwd,
  url: ownUrl,
  store,
}: LocalAuthorityOptions): Promise<LocalAuthority> {
  const { createLocalAuthlete, PAGE_ENCRYPTION_KEY, readLocalAuthleteOptions } = await loadLocalAuthlete();
  const { state = DEFAULT_STATE, ...options } = readLocalAuthleteOptions(environment);
  const local = await createLocalAuthlete({
    userInfoEndpoint: `${ownUrl}/api/userinfo`,
    pageUrl: `${ownUrl}/`,
    ...options,
    state: state === 'memory' ? state : path.resolve(cwd, state),
    accounts: createLocalAccounts(store),
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
    pageEncryptionKey: PAGE_ENCRYPTION_KEY,
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
