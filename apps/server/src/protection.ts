import {
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createDpopNonces,
  createDpopProofVerifier,
  createProtectedResourceMetadata,
  createReplayStore,
  createResponseSigner,
  createTrustBoundary,
  describeTrustBoundary,
  type EventListener,
  type MetadataSigningOptions,
  type ProtectedResourceMetadata,
  type ProtectionOptions,
  publicJwks,
  type ReplicaStore,
} from 'oauth-resource-server';
import type { Logger } from 'pino';
import type { TlsMaterial } from './app.ts';
import type { ApiDescription } from './openapi/api-description.ts';
import { ConfigurationError, type ServerConfiguration } from './config.ts';
import type { TrustBoundaryConfiguration } from './trust-boundary-config.ts';

/** How requests are read and turned away, as the configuration says. */
export function createProtection(
  configuration: ServerConfiguration,
  metadata: readonly ProtectedResourceMetadata[],
  signingKey: KeyObject | undefined,
  replicas: ReplicaStore,
  onEvent: EventListener,
): ProtectionOptions {
  const { realm, dpop, dpopNonceSecrets, messageSignatures, profile, timeBudget } = configuration;
  const [first] = metadata;
  const secret = dpopNonceSecrets === 'ephemeral' ? randomBytes(32) : dpopNonceSecrets;
  const nonces = secret.length === 0 ? undefined : createDpopNonces({ secret });
  return {
    onEvent,
    dpop,
    trustBoundary: createTrustBoundary(configuration.trustBoundary),
    messageSignatures,
    timeBudget,
    ...(profile === 'fapi2' && { profile }),
    ...(signingKey !== undefined && { responseSigner: createResponseSigner({ key: signingKey }) }),
    ...(realm !== undefined && { realm }),
    // Authlete checks proofs too. Here they are checked for their nonce and for being used twice.
    ...(dpop !== 'off' && {
      proofVerifier: createDpopProofVerifier({
        replayStore: createReplayStore(replicas),
        ...(nonces !== undefined && { nonces }),
      }),
    }),
    ...(first !== undefined && { resourceMetadata: first.metadataUrl }),
  };
}

/** What the sample of a FAPI endpoint asks beyond that: the profile, and signed messages. */
export function createFapiProtection(
  { dpop, proofVerifier }: ProtectionOptions,
  replicas: ReplicaStore,
): ProtectionOptions {
  return {
    profile: 'fapi2',
    messageSignatures: 'pass-on',
    dpop: dpop === 'require' ? dpop : 'accept',
    proofVerifier: proofVerifier ?? createDpopProofVerifier({ replayStore: createReplayStore(replicas) }),
  };
}

/** @throws ConfigurationError when a resource identifier is not one */
export function createMetadata(
  configuration: ServerConfiguration,
  jwksPath: string,
  signingKey: KeyObject | undefined,
): readonly ProtectedResourceMetadata[] {
  const { resources, authorizationServers, dpop, trustBoundary } = configuration;
  const signing = createMetadataSigning(configuration, signingKey);
  const bearerMethods = bearerMethodsOf(configuration);
  return resources.map((resource) => {
    try {
      return createProtectedResourceMetadata({
        resource,
        authorizationServers: authorizationServers.length === 0 ? undefined : authorizationServers,
        signing,
        jwksUri: signingKey && new URL(jwksPath, resource).href,
        scopesSupported: ['openid', 'profile', 'email', 'address', 'phone'],
        bearerMethodsSupported: bearerMethods,
        dpopSigningAlgValuesSupported: dpop === 'off' ? undefined : createDpopProofVerifier().algorithms,
        dpopBoundAccessTokensRequired: dpop === 'require' ? true : undefined,
        tlsClientCertificateBoundAccessTokens: providesCertificates(trustBoundary) ? true : undefined,
      });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new ConfigurationError([
        { setting: 'RESOURCE, AUTHORIZATION_SERVERS or RESPONSE_SIGNING_KEY', message: error.message },
      ]);
    }
  });
}

/** The same key as for answers, so that clients find its public half where the metadata say. */
function createMetadataSigning(
  { signMetadata }: ServerConfiguration,
  key: KeyObject | undefined,
): MetadataSigningOptions | undefined {
  if (signMetadata === 'off') return undefined;
  if (key === undefined) {
    const message = 'on needs a key to sign with: set RESPONSE_SIGNING_KEY';
    throw new ConfigurationError([{ setting: 'SIGN_METADATA', message }]);
  }
  return { key, keyId: publicJwks([{ key }]).keys[0]?.kid };
}

/** RFC 9728, section 2: how tokens may be presented as Bearer; an empty list says that they may not. */
function bearerMethodsOf({ dpop, profile }: ServerConfiguration): readonly ('header' | 'body')[] {
  if (dpop === 'require') return [];
  return profile === 'fapi2' ? ['header'] : ['header', 'body'];
}

function providesCertificates({
  clientCertificate,
  trustedProxies = [],
}: TrustBoundaryConfiguration): boolean {
  if (clientCertificate === undefined || clientCertificate === 'none') return false;
  return clientCertificate === 'tls' || trustedProxies.length > 0;
}

/** @throws ConfigurationError when a file cannot be read */
export function readTlsMaterial({ tls, trustBoundary }: ServerConfiguration): TlsMaterial | undefined {
  if (tls === undefined) return undefined;
  return {
    key: readTextFile('TLS_KEY', tls.keyFile),
    cert: readTextFile('TLS_CERTIFICATE', tls.certificateFile),
    requestCert: trustBoundary.clientCertificate === 'tls',
  };
}

/** @throws ConfigurationError when the key cannot be read, or is of no use */
export function readSigningKey({ responseSigningKey }: ServerConfiguration): KeyObject | undefined {
  if (responseSigningKey === 'none') return undefined;
  if (responseSigningKey === 'ephemeral') {
    return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  }
  const text = readTextFile('RESPONSE_SIGNING_KEY', responseSigningKey.file);
  try {
    const key = text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(text);
    createResponseSigner({ key });
    return key;
  } catch {
    // Without the cause, which might show parts of the key.
    const message =
      'a private key as JWK or PEM is expected: P-256, P-384, Ed25519 or RSA of at least 2048 bits';
    throw new ConfigurationError([{ setting: 'RESPONSE_SIGNING_KEY', message }]);
  }
}

/** What clients are told of it in `/openapi.json`. */
export function describeApi(configuration: ServerConfiguration): ApiDescription {
  const { trustBoundary, authorizationServers, dpop, senderConstraint, profile } = configuration;
  return {
    url: trustBoundary.publicUrl,
    authorizationServers,
    dpop,
    senderConstraint: senderConstraint === 'required' || profile === 'fapi2' ? 'required' : undefined,
    certificates: providesCertificates(trustBoundary),
  };
}

/** Tells the operator what is believed of a request, and what will be refused because of it. */
export function describeProtection(configuration: ServerConfiguration, logger: Logger): void {
  const { trustBoundary, dpop, senderConstraint, profile } = configuration;
  const { facts, warnings } = describeTrustBoundary(trustBoundary);
  for (const fact of facts) logger.info(fact);
  // What the address of a request is matters to nothing but proofs and signatures.
  const matter = warnings.filter((warning) => dpop !== 'off' || warning.includes('ertificate'));
  for (const warning of matter) logger.warn(warning);
  const mustBeBound = senderConstraint === 'required' || profile === 'fapi2';
  if (mustBeBound && dpop === 'off' && !providesCertificates(trustBoundary)) {
    logger.warn(
      'Every token will be refused: tokens must be bound, and neither DPoP nor client certificates are switched on.',
    );
  }
}

function readTextFile(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ConfigurationError([{ setting, message: `the file cannot be read (${code})` }]);
  }
}
