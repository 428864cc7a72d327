import type { ResourceRequest } from '../../resource-request.ts';
import { certificateFromTls, type TlsConnection } from './certificate-from-tls.ts';
import type { ClientCertificateReading } from './client-certificate.ts';
import type { CheckedCertificateSource } from './client-certificate-source.ts';

/**
 * The client's certificate, from the one place where it may come from. Nothing that a client sends makes this throw.
 *
 * @param viaTrustedProxy whether the peer of the connection is a trusted proxy; from anyone else the header is ignored
 */
export function readClientCertificate(
  source: CheckedCertificateSource,
  request: Pick<ResourceRequest, 'header'>,
  connection: TlsConnection,
  viaTrustedProxy: boolean,
): ClientCertificateReading {
  if (source === 'none') return 'none';
  if (source === 'tls') {
    // A proxy that shows a certificate of its own must not lend it to all its clients.
    return viaTrustedProxy ? 'none' : certificateFromTls(connection);
  }
  if (!viaTrustedProxy) return 'none';
  const lines = request.header(source.name);
  if (lines === undefined || lines.length === 0) return 'none';
  // Of two lines one may be the client's, and nothing says which.
  if (typeof lines !== 'string') return 'malformed';
  const value = lines.trim();
  return value === '' ? 'none' : source.read(value);
}
