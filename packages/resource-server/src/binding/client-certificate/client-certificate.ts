import { hash, X509Certificate } from 'node:crypto';

/** A certificate whose private key the client has proved to hold, in its TLS handshake with us or with a trusted proxy. */
export interface ClientCertificate {
  /** The one certificate as PEM (RFC 7468), without its chain. */
  readonly pem: string;
  /** The base64url SHA-256 of its DER: the `x5t#S256` that a bound token names (RFC 8705, section 3.1). */
  readonly thumbprint: string;
}

/**
 * What a request proves with certificates. `'malformed'` is a certificate that is there and cannot be read; it is never
 * to be taken for `'none'` where a certificate makes a difference.
 */
export type ClientCertificateReading = ClientCertificate | 'none' | 'malformed';

/** Some megabytes at most, and more clients than one process usually sees in a minute. */
const MAXIMUM_KNOWN_CERTIFICATES = 500;

/** Parsing a certificate takes forty times as long as hashing it, and a client sends the same one with every request. */
const known = new Map<string, ClientCertificate>();

/**
 * The certificate in DER, or `undefined` where the octets are not exactly one X.509 certificate.
 *
 * Not checked: signature, chain, validity period, revocation and key usage. RFC 8705 binds a token to a certificate
 * as such, and who ended the TLS connection has decided already which certificates it accepts.
 */
export function certificateFromDer(der: Uint8Array): ClientCertificate | undefined {
  const thumbprint = hash('sha256', der, 'base64url');
  const found = known.get(thumbprint);
  if (found !== undefined) return found;
  const parsed = parse(der);
  // The parser also takes PEM, and octets that go on after the certificate: their hash would be another one.
  if (parsed === undefined || !parsed.raw.equals(der)) return undefined;
  const certificate = Object.freeze({ pem: parsed.toString(), thumbprint });
  remember(certificate);
  return certificate;
}

function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function remember(certificate: ClientCertificate): void {
  if (known.size >= MAXIMUM_KNOWN_CERTIFICATES) {
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(certificate.thumbprint, certificate);
}
