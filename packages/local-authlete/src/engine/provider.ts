import { errors, Provider } from 'oidc-provider';
import type { Client, Context, EngineContext, ModelPayload, RouteContext } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import type { LocalAuthleteSettings } from '../options.ts';
import type { Properties } from '../service-properties.ts';
import { DEVICE_PAGES, LOGOUT_PAGES, renderError, restyleForm } from './engine-pages.ts';
import { createAdapter } from './adapter.ts';
import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  DPOP_ALGORITHMS,
  ENCRYPTION_ALGORITHMS,
  SIGNING_ALGORITHMS,
} from './algorithms.ts';
import { authorizationDetailsFeature } from './authorization-details-feature.ts';
import { checkClaimsParameter } from './claims-parameter.ts';
import { ENGINE_CLAIMS } from './claims.ts';
import { checkCustomMetadata } from './client-metadata.ts';
import { fetchClientDocument } from './fetch-client-document.ts';
import { detailsOfGrant } from './grant-details.ts';
import { createInteractionPolicy } from './interaction-policy.ts';
import { LIFETIMES } from './lifetimes.ts';
import { mutualTlsAliases, mutualTlsFeature } from './mutual-tls-feature.ts';
import { nextClientId } from './next-client-id.ts';
import { pairwiseIdentifier } from './pairwise-identifier.ts';
import { checkRequestedClaims } from './requested-claims.ts';
import { resourceIndicatorsFeature } from './resource-indicators-feature.ts';
import { INTERACTION_PREFIX, ROUTES } from './routes.ts';
import { loadSecret } from './secrets.ts';
import type { SigningKey } from './signing-keys.ts';
import type { Store } from './store.ts';

const CLIENT_AUTHENTICATION = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
];

/** What the OpenID Provider is made of. */
export interface ProviderParts {
  readonly issuer: string;
  /** Where client certificates are taken. */
  readonly mutualTlsUrl?: string | undefined;
  readonly settings: LocalAuthleteSettings;
  readonly properties: Properties;
  readonly keys: readonly SigningKey[];
  readonly store: Store;
  readonly clock: Clock;
}

/** Starts the OpenID Provider that stands behind the API, and that people sign in at. */
export function createProvider({
  issuer,
  mutualTlsUrl,
  settings,
  properties,
  keys,
  store,
  clock,
}: ProviderParts): Provider {
  const provider = new Provider(issuer, {
    adapter: (model: string) => createAdapter(model, store, clock),
    clockTolerance: 0,
    jwks: { keys: keys.map((key) => key.privateJwk) },
    cookies: cookieConfiguration(issuer, store),
    routes: ROUTES,
    ttl: LIFETIMES,
    scopes: [...settings.knownScopes],
    claims: ENGINE_CLAIMS,
    acrValues: settings.acrValues,
    clientAuthMethods: [
      ...CLIENT_AUTHENTICATION,
      ...(mutualTlsUrl === undefined ? [] : ['self_signed_tls_client_auth']),
    ],
    discovery: { mtls_endpoint_aliases: mutualTlsUrl && mutualTlsAliases(mutualTlsUrl) },
    clientDefaults: { authorization_details_types: settings.authorizationDetailsTypes },
    responseTypes: ['code'],
    enabledJWA: {
      userinfoSigningAlgValues: SIGNING_ALGORITHMS,
      userinfoEncryptionAlgValues: ENCRYPTION_ALGORITHMS,
      userinfoEncryptionEncValues: CONTENT_ENCRYPTION_ALGORITHMS,
      dPoPSigningAlgValues: DPOP_ALGORITHMS,
    },
    // OpenID Connect allows an encrypted response without a signature, the engine does not: see clients.ts.
    extraClientMetadata: {
      properties: ['client_id_alias', 'rs_request_signed', 'userinfo_response_unsigned'],
      validator: checkCustomMetadata,
    },
    // The engine calls this when it stores a token; what the API put there stays.
    extraTokenClaims: (
      context: EngineContext | undefined,
      token: { readonly extra?: ModelPayload; readonly scope?: string },
    ) => token.extra ?? (context && detailsOfGrant(context, token.scope ?? '')),
    features: {
      claimsParameter: { enabled: true, assertClaimsParameter },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, ...DEVICE_PAGES },
      devInteractions: { enabled: false },
      dPoP: {
        enabled: true,
        nonceSecret: Buffer.from(loadSecret(store, 'dpop-nonces'), 'base64url'),
        requireNonce: () => properties.get().dpopNonceRequired,
      },
      encryption: { enabled: true },
      introspection: { enabled: true, allowedPolicy: mayIntrospect },
      jwtUserinfo: { enabled: true },
      mTLS: mutualTlsFeature(mutualTlsUrl),
      registration: { enabled: true, idFactory: () => nextClientId(store) },
      registrationManagement: { enabled: true },
      resourceIndicators: resourceIndicatorsFeature(
        settings.knownScopes,
        new URL(settings.userInfoEndpoint).origin,
      ),
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      richAuthorizationRequests: authorizationDetailsFeature(settings.authorizationDetailsTypes),
      rpInitiatedLogout: { enabled: true, ...LOGOUT_PAGES },
      userinfo: { enabled: true },
    },
    fetch: fetchClientDocument,
    subjectTypes: ['public', 'pairwise'],
    // For ID tokens: the UserInfo response is made from what the caller of /auth/userinfo/issue says.
    pairwiseIdentifier: (_context: unknown, id: string, { sectorIdentifier = '' }: Client) =>
      pairwiseIdentifier(sectorIdentifier, id, settings.apiSecret),
    // It must be an https address, and not every developer has a server for one: its host is all that matters here.
    sectorIdentifierUriValidate: () => false,
    interactions: {
      policy: createInteractionPolicy(settings.acrValues, clock),
      url: (_context: unknown, { uid }: { readonly uid: string }) => INTERACTION_PREFIX + uid,
    },
    issueRefreshToken: (_context: unknown, client: Client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    clientBasedCORS: mayCallFromBrowser,
    findAccount: async (_context: unknown, id: string) => findAccount(id, settings),
    renderError,
  });
  provider.on('server_error', (_context, error) => {
    process.stderr.write(`local-authlete: ${error.stack ?? error.message}\n`);
  });
  return provider.use(async (context, next) => {
    await next();
    finishAnswer(context, settings);
  });
}

/** Refuses what is no claims parameter, or has transformed claims that are not well defined (Advanced Syntax for Claims 1.0). */
function assertClaimsParameter(_context: unknown, claims: Readonly<Record<string, unknown>>): void {
  try {
    checkRequestedClaims(claims);
  } catch (error) {
    throw new errors.InvalidRequest(error instanceof Error ? error.message : 'claims parameter is invalid');
  }
  checkClaimsParameter(claims);
}

/** Cookies do not know ports, so the port is in their names: two of us must not sign each other's people out. */
function cookieConfiguration(issuer: string, store: Store): Record<string, unknown> {
  const prefix = `local_authlete_${new URL(issuer).port}`;
  return {
    keys: [loadSecret(store, 'cookies')],
    names: {
      session: `${prefix}_session`,
      interaction: `${prefix}_interaction`,
      resume: `${prefix}_resume`,
    },
  };
}

function finishAnswer(context: Context, settings: LocalAuthleteSettings): void {
  if (context.path.startsWith('/.well-known/') && typeof context.body === 'object') {
    context.body = { ...context.body, userinfo_endpoint: settings.userInfoEndpoint };
  }
  if (isRoute(context)) {
    restyleForm(context);
  }
}

function isRoute(context: Context): context is RouteContext {
  return context.oidc !== undefined;
}

/** A public client cannot prove who it is, so it is told of its own tokens only. */
function mayIntrospect(_context: unknown, client: Client, token: { readonly clientId: string }): boolean {
  return client.clientAuthMethod !== 'none' || token.clientId === client.clientId;
}

/** RFC 7009 section 2.1: a client may end its own tokens. */
function mayRevoke(_context: unknown, client: Client, token: { readonly clientId: string }): boolean {
  if (token.clientId !== client.clientId) {
    throw new errors.InvalidRequest('the token was issued to another client');
  }
  return true;
}

/** A browser may call for a public client, from where the client has its redirect URIs. */
function mayCallFromBrowser(_context: unknown, origin: string, client: Client): boolean {
  return (
    client.clientAuthMethod === 'none' && client.redirectUris.some((uri) => URL.parse(uri)?.origin === origin)
  );
}

async function findAccount(
  id: string,
  { accounts }: LocalAuthleteSettings,
): Promise<{ accountId: string; claims(): { sub: string } } | undefined> {
  const exists = accounts.findBySubject === undefined || (await accounts.findBySubject(id)) !== undefined;
  return exists ? { accountId: id, claims: () => ({ sub: id }) } : undefined;
}
