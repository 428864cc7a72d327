import { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';

import type { Context } from 'oidc-provider';

import { ROUTES } from './routes.ts';

/**
 * The engine's configuration for mutual TLS (RFC 8705): bound tokens, and clients that authenticate by a certificate that
 * they have registered. There is no authority for certificates here, so none is checked.
 */
export function mutualTlsFeature(url: string | undefined): Record<string, unknown> {
  return {
    enabled: url !== undefined,
    certificateBoundAccessTokens: true,
    selfSignedTlsClientAuth: true,
    /** Only what the connection has proved; headers of proxies are not looked at. */
    getCertificate({ req: { socket } }: Context): X509Certificate | undefined {
      return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    },
  };
}

/** The endpoints that take a client certificate, for the discovery document (section 5). */
export function mutualTlsAliases(url: string): Record<string, string> {
  return {
    token_endpoint: `${url}${ROUTES.token}`,
    revocation_endpoint: `${url}${ROUTES.revocation}`,
    introspection_endpoint: `${url}${ROUTES.introspection}`,
    pushed_authorization_request_endpoint: `${url}${ROUTES.pushed_authorization_request}`,
    device_authorization_endpoint: `${url}${ROUTES.device_authorization}`,
  };
}
