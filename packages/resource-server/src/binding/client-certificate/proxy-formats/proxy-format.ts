import type { ClientCertificateReading } from '../client-certificate.ts';

/** One way in which proxies write a certificate into a header. */
export interface ProxyFormat {
  /** The usual name of the header. */
  readonly header: string;
  /** Reads the one line of the header, which is not empty. */
  readonly read: (value: string) => ClientCertificateReading;
}
