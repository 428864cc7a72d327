import { readFileSync } from 'node:fs';
import {
  createDpopNonces,
  createDpopProofVerifier,
  createProtectedResourceMetadata,
  createTrustBoundary,
  describeTrustBoundary,
  type EventListener,
  type ProtectedResourceMetadata,
  type ProtectionOptions,
} from 'oauth-resource-server';
import type { Logger } from 'pino';
import type { TlsMaterial } from './app.ts';
import { ConfigurationError, type ServerConfiguration } from './config.ts';

/** How requests are read and turned away, as the configuration says. */
export function createProtection(
  configuration: ServerConfiguration,
  metadata: readonly ProtectedResourceMetadata[],
  onEvent: EventListener,
): ProtectionOptions {
  const { realm, dpop, dpopNonceSecrets } = configuration;
  const [first] = metadata;
  const nonces = dpopNonceSecrets.length === 0 ? undefined : createDpopNonces({ secret: dpopNonceSecrets });
  return {
    onEvent,
    dpop,
    trustBoundary: createTrustBoundary(configuration.trustBoundary),
    ...(realm !== undefined && { realm }),
    // Authlete checks proofs too. Here they are checked for their nonce and for being used twice.
    ...(dpop !== 'off' && { proofVerifier: createDpopProofVerifier(nonces === undefined ? {} : { nonces }) }),
    ...(first !== undefined && { resourceMetadata: first.metadataUrl }),
  };
}

/** @throws ConfigurationError when a resource identifier is not one */
export function createMetadata(configuration: ServerConfiguration): readonly ProtectedResourceMetadata[] {
  const { resources, authorizationServers, dpop, trustBoundary } = configuration;
  return resources.map((resource) => {
    try {
      return createProtectedResourceMetadata({
        resource,
        authorizationServers: authorizationServers.length === 0 ? undefined : authorizationServers,
        scopesSupported: ['openid', 'profile', 'email', 'address', 'phone'],
        bearerMethodsSupported: ['header', 'body'],
        dpopSigningAlgValuesSupported: dpop === 'off' ? undefined : createDpopProofVerifier().algorithms,
        dpopBoundAccessTokensRequired: dpop === 'require' ? true : undefined,
        tlsClientCertificateBoundAccessTokens: trustBoundary.clientCertificate === 'none' ? undefined : true,
      });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new ConfigurationError([
        { setting: 'RESOURCE or AUTHORIZATION_SERVERS', message: error.message },
      ]);
    }
  });
}

/** @throws ConfigurationError when a file cannot be read */
export function readTlsMaterial({ tls, trustBoundary }: ServerConfiguration): TlsMaterial | undefined {
  if (tls === undefined) return undefined;
  return {
    key: readPem('TLS_KEY', tls.keyFile),
    cert: readPem('TLS_CERTIFICATE', tls.certificateFile),
    requestCert: trustBoundary.clientCertificate === 'tls',
  };
}

/** Tells the operator what is believed of a request, and what will be refused because of it. */
export function describeProtection({ trustBoundary, dpop }: ServerConfiguration, logger: Logger): void {
  const { facts, warnings } = describeTrustBoundary(trustBoundary);
  for (const fact of facts) logger.info(fact);
  // What the address of a request is matters to nothing but proofs and signatures.
  const matter = warnings.filter((warning) => dpop !== 'off' || warning.includes('ertificate'));
  for (const warning of matter) logger.warn(warning);
}

function readPem(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ConfigurationError([{ setting, message: `the file cannot be read (${code})` }]);
  }
}
