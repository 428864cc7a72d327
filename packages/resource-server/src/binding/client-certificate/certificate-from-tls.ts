import { certificateFromDer, type ClientCertificateReading } from './client-certificate.ts';

/** The part of Node's `TLSSocket` that is read; on a plain `Socket` both members are missing. */
export interface TlsConnection {
  readonly encrypted?: boolean | undefined;
  getPeerX509Certificate?(): { readonly raw: Uint8Array } | undefined;
}

/**
 * The certificate of the peer in our own TLS handshake. The server must ask for it (`requestCert: true`), and decides
 * with `rejectUnauthorized` and `ca` which ones it accepts; for self-signed certificates (RFC 8705, section 2.2) that
 * is any of them.
 */
export function certificateFromTls(connection: TlsConnection): ClientCertificateReading {
  const certificate = connection.getPeerX509Certificate?.();
  return certificate === undefined ? 'none' : (certificateFromDer(certificate.raw) ?? 'malformed');
}
