import type { ClientMetadata } from './engine/client-metadata.ts';
import type { Clients } from './engine/clients.ts';
import type { LocalAuthleteSettings } from './options.ts';
import { PAGE_ENCRYPTION_KEY } from './page-encryption-key.ts';

/** The secret of client 2005. It is as public as everything else here. */
export const CLIENT_SECRET = 'local-client-secret';

/** 1001 and on: their tokens come from the API, and nobody signs in. */
const API_CLIENTS: readonly ClientMetadata[] = [
  { client_id: '1001', client_id_alias: 'demo', client_name: 'Demo' },
  {
    client_id: '1002',
    client_id_alias: 'demo-rs256',
    client_name: 'Demo with UserInfo responses signed with RS256',
    userinfo_signed_response_alg: 'RS256',
  },
  {
    client_id: '1003',
    client_id_alias: 'demo-es256',
    client_name: 'Demo with UserInfo responses signed with ES256',
    userinfo_signed_response_alg: 'ES256',
  },
];

/**
 * Registers the clients that are always there, as the options say now. The clients that were registered since stay.
 */
export function registerPreconfiguredClients(clients: Clients, settings: LocalAuthleteSettings): void {
  for (const metadata of [...API_CLIENTS, ...pageClients(settings), ...appClients()]) {
    clients.ensure(metadata);
  }
}

/** 2001 and on: the page of the resource server, whose scripts sign people in. */
function pageClients({ pageUrl }: LocalAuthleteSettings): ClientMetadata[] {
  const urls = [...new Set([pageUrl, otherLoopbackName(pageUrl)])];
  const page = {
    redirect_uris: urls,
    post_logout_redirect_uris: urls,
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  };
  const { kty, n, e, kid, use, alg } = PAGE_ENCRYPTION_KEY;
  return [
    { ...page, client_id: '2001', client_id_alias: 'page', client_name: 'The page' },
    {
      ...page,
      client_id: '2002',
      client_id_alias: 'page-signed',
      client_name: 'The page, with signed UserInfo responses',
      userinfo_signed_response_alg: 'ES256',
    },
    {
      ...page,
      client_id: '2003',
      client_id_alias: 'page-encrypted',
      client_name: 'The page, with encrypted UserInfo responses',
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
      userinfo_encrypted_response_enc: 'A256GCM',
      jwks: { keys: [{ kty, n, e, kid, use, alg }] },
    },
    {
      ...page,
      client_id: '2004',
      client_id_alias: 'page-dpop',
      client_name: 'The page, with tokens that are bound to a key',
      dpop_bound_access_tokens: true,
    },
  ];
}

/** A server with a secret, and a program on the person's own machine (RFC 8252, RFC 8628). */
function appClients(): ClientMetadata[] {
  return [
    {
      client_id: '2005',
      client_id_alias: 'app',
      client_name: 'An application with a secret',
      client_secret: CLIENT_SECRET,
      redirect_uris: ['http://127.0.0.1:3000/callback', 'http://localhost:3000/callback'],
      post_logout_redirect_uris: ['http://127.0.0.1:3000/', 'http://localhost:3000/'],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    },
    {
      client_id: '2006',
      client_id_alias: 'command-line',
      client_name: 'A command line',
      application_type: 'native',
      // Any port will do.
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      token_endpoint_auth_method: 'none',
    },
  ];
}

/** The same address under the other name of this machine: browsers take them for two sites. */
function otherLoopbackName(address: string): string {
  const url = new URL(address);
  if (url.hostname === '127.0.0.1') {
    url.hostname = 'localhost';
  } else if (url.hostname === 'localhost') {
    url.hostname = '127.0.0.1';
  }
  return url.href;
}
