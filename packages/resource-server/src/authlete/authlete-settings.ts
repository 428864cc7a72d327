/** The settings of a service: each key in a file, with its variable in the environment. */
export const AUTHLETE_SETTINGS = {
  api_version: 'AUTHLETE_API_VERSION',
  base_url: 'AUTHLETE_BASE_URL',
  'service.api_key': 'AUTHLETE_SERVICE_APIKEY',
  'service.api_secret': 'AUTHLETE_SERVICE_APISECRET',
  'service.access_token': 'AUTHLETE_SERVICE_ACCESSTOKEN',
} as const;

/** A secret in the encryption of the Java library: known only to be called unsupported by name. */
export const ENCRYPTED_SECRET = 'service.api_secret.encrypted';

/** The settings as they were found, unchecked. */
export type AuthleteSettings = {
  readonly [Key in keyof typeof AUTHLETE_SETTINGS | typeof ENCRYPTED_SECRET]?: string | undefined;
};
