import type { JsonValue } from '../json-value.ts';
import { checkResourceIdentifier, checkUrl } from './check-url.ts';
import { localizedMembers, type LocalizedText } from './localized-text.ts';
import { type MetadataSigningOptions, signMetadata } from './signed-metadata.ts';

/** The members of RFC 9728, section 2. What is left out is left out of the document. */
export interface ProtectedResourceMetadataOptions {
  /**
   * The resource identifier: the URL that clients know the resource by, in its normal form, without query and fragment. They
   * compare it character by character, also its slash at the end (section 3.3). It is configuration, and never taken from a
   * request: whoever could choose it would direct clients to ask for tokens for another resource.
   */
  readonly resource: string;
  /** Issuer identifiers of the authorization servers whose tokens are accepted. */
  readonly authorizationServers?: readonly string[] | undefined;
  /** Where the keys are with which the resource signs its answers. */
  readonly jwksUri?: string | undefined;
  /** The scopes that requests for access to the resource use. It need not be all of them. */
  readonly scopesSupported?: readonly string[] | undefined;
  /** How a token may be presented; an empty list says that none of the ways of RFC 6750 is supported. */
  readonly bearerMethodsSupported?: readonly ('header' | 'body')[] | undefined;
  /** JWS algorithms with which the resource signs its answers; not `none`. */
  readonly resourceSigningAlgValuesSupported?: readonly string[] | undefined;
  /** The name for people to read. */
  readonly resourceName?: LocalizedText | undefined;
  /** A page for developers. */
  readonly resourceDocumentation?: LocalizedText | undefined;
  /** A page about how a client may use the data. */
  readonly resourcePolicyUri?: LocalizedText | undefined;
  /** A page with the terms of service. */
  readonly resourceTosUri?: LocalizedText | undefined;
  /** Whether tokens that are bound to client certificates are supported (RFC 8705). */
  readonly tlsClientCertificateBoundAccessTokens?: boolean | undefined;
  /** The types of authorization details that are understood (RFC 9396). */
  readonly authorizationDetailsTypesSupported?: readonly string[] | undefined;
  /** JWS algorithms that DPoP proofs may use (RFC 9449): asymmetric ones. */
  readonly dpopSigningAlgValuesSupported?: readonly string[] | undefined;
  /** Whether every token must be bound to a DPoP key. */
  readonly dpopBoundAccessTokensRequired?: boolean | undefined;
  /** Adds `signed_metadata` (section 2.2), signed once. Default: unsigned. */
  readonly signing?: MetadataSigningOptions | undefined;
}

/** The metadata of one resource, ready to be served. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  /** Where clients find the metadata: the `resource_metadata` parameter of challenges (section 5.1). */
  readonly metadataUrl: string;
  /** The path of `metadataUrl`, for the router. Each resource of a host has its own. */
  readonly path: string;
  /** The document, frozen. */
  readonly document: Readonly<Record<string, JsonValue>>;
  /** The document as JSON: the answer to GET, with status 200 and `Content-Type: application/json` (section 3.2). */
  readonly body: string;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** RFC 6749, section 3.3: `scope-token`. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const NOT_EMPTY = /./s;
/** No JWS algorithm that anybody could sign with, or that would need a shared secret. */
const ASYMMETRIC = /^(?!none$|HS)[A-Za-z0-9-]+$/;
const SIGNING = /^(?!none$)[A-Za-z0-9-]+$/;
const BEARER_METHOD = /^(?:header|body)$/;

/**
 * Creates the metadata of a protected resource (RFC 9728). Create one for each resource; several of the same host differ
 * in their path.
 *
 * Not checked: whether the document says what the resource does.
 *
 * @throws TypeError naming the option that is not as it should be
 *
 * @example
 * ```ts
 * const metadata = createProtectedResourceMetadata({
 *   resource: 'https://api.example.com/orders',
 *   authorizationServers: ['https://as.example.com'],
 *   scopesSupported: ['orders.read'],
 * });
 * metadata.metadataUrl; // https://api.example.com/.well-known/oauth-protected-resource/orders
 * app.get(metadata.path, (_, reply) => reply.type('application/json').send(metadata.body));
 * ```
 */
export function createProtectedResourceMetadata(
  options: ProtectedResourceMetadataOptions,
): ProtectedResourceMetadata {
  const url = checkResourceIdentifier(options.resource);
  const unsigned = writeDocument(options);
  const { signing } = options;
  const document = Object.freeze(
    signing === undefined
      ? unsigned
      : { ...unsigned, signed_metadata: signMetadata(unsigned, options.resource, signing) },
  );
  // Section 3.1: between host and path, without the slash that ends a URL of a host alone.
  const path = url.pathname === '/' ? WELL_KNOWN : WELL_KNOWN + url.pathname;
  return Object.freeze({
    resource: options.resource,
    metadataUrl: url.origin + path,
    path,
    document,
    body: JSON.stringify(document),
  });
}

function writeDocument(options: ProtectedResourceMetadataOptions): Record<string, JsonValue> {
  const { authorizationServers, bearerMethodsSupported } = options;
  for (const issuer of authorizationServers ?? []) checkIssuer(issuer);
  if (options.jwksUri !== undefined) checkUrl('jwksUri', options.jwksUri);
  const members = {
    resource: options.resource,
    authorization_servers: list('authorizationServers', authorizationServers, NOT_EMPTY),
    jwks_uri: options.jwksUri,
    scopes_supported: list('scopesSupported', options.scopesSupported, SCOPE),
    // Section 2: the empty list has a meaning here, and only here.
    bearer_methods_supported:
      bearerMethodsSupported?.length === 0
        ? Object.freeze([])
        : list('bearerMethodsSupported', bearerMethodsSupported, BEARER_METHOD),
    resource_signing_alg_values_supported: list(
      'resourceSigningAlgValuesSupported',
      options.resourceSigningAlgValuesSupported,
      SIGNING,
    ),
    ...localizedMembers('resourceName', 'resource_name', options.resourceName, checkText),
    ...localizedMembers(
      'resourceDocumentation',
      'resource_documentation',
      options.resourceDocumentation,
      checkUrl,
    ),
    ...localizedMembers('resourcePolicyUri', 'resource_policy_uri', options.resourcePolicyUri, checkUrl),
    ...localizedMembers('resourceTosUri', 'resource_tos_uri', options.resourceTosUri, checkUrl),
    tls_client_certificate_bound_access_tokens: options.tlsClientCertificateBoundAccessTokens,
    authorization_details_types_supported: list(
      'authorizationDetailsTypesSupported',
      options.authorizationDetailsTypesSupported,
      NOT_EMPTY,
    ),
    dpop_signing_alg_values_supported: list(
      'dpopSigningAlgValuesSupported',
      options.dpopSigningAlgValuesSupported,
      ASYMMETRIC,
    ),
    dpop_bound_access_tokens_required: options.dpopBoundAccessTokensRequired,
  };
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Record<string, JsonValue>;
}

/** A copy of a list; of an empty one nothing, since parameters with zero values must be omitted (section 3.2). */
function list(
  option: keyof ProtectedResourceMetadataOptions,
  values: readonly string[] | undefined,
  pattern: RegExp,
): readonly string[] | undefined {
  if (values === undefined) return undefined;
  for (const value of values) {
    if (typeof value !== 'string' || !pattern.test(value)) {
      throw new TypeError(`${option}: ${JSON.stringify(value)} cannot stand there`);
    }
  }
  return values.length === 0 ? undefined : Object.freeze([...values]);
}

/** RFC 8414, section 2. In which form an issuer writes its identifier is its own affair. */
function checkIssuer(issuer: string): void {
  checkUrl('authorizationServers', issuer);
  if (/[?#]/.test(issuer)) {
    throw new TypeError('authorizationServers: issuer identifiers have no query and no fragment');
  }
}

function checkText(option: string, value: string): void {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${option}: a text is expected`);
}
