import type { TlsConnection } from '../binding/client-certificate/certificate-from-tls.ts';

/**
 * The part of Node's `Socket` or `TLSSocket` that is read. What is missing is not believed: an empty object is a stranger
 * on a plain connection.
 */
export interface InboundConnection extends TlsConnection {
  /** The address of the peer. Sockets without one (Unix domain sockets, closed ones) are never a trusted proxy. */
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}
