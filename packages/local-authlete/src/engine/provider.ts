import { randomBytes } from 'node:crypto';

import { errors, Provider } from 'oidc-provider';
import type { Client, EngineContext, ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import type { LocalAuthleteSettings } from '../options.ts';
import { createAdapter } from './adapter.ts';
import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  DPOP_ALGORITHMS,
  ENCRYPTION_ALGORITHMS,
  SIGNING_ALGORITHMS,
} from './algorithms.ts';
import { ENGINE_CLAIMS } from './claims.ts';
import { fetchClientDocument } from './fetch-client-document.ts';
import { detailsOfGrant } from './grant-details.ts';
import { pairwiseIdentifier } from './pairwise-identifier.ts';
import { checkRequestedClaims } from './requested-claims.ts';
import type { SigningKey } from './signing-keys.ts';
import type { Store } from './store.ts';

/** How long the tokens of the service live when nobody says otherwise, in seconds. */
export const DEFAULT_LIFETIMES = { accessToken: 3600, refreshToken: 864_000 } as const;

/** The paths of the OpenID Provider that are open to everyone. */
export const PUBLIC_PATHS: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/jwks',
]);

/** Starts the OpenID Provider that stands behind the API. */
export function createProvider(
  issuer: string,
  settings: LocalAuthleteSettings,
  keys: readonly SigningKey[],
  store: Store,
  clock: Clock,
): Provider {
  const provider = new Provider(issuer, {
    adapter: (model: string) => createAdapter(model, store, clock),
    clockTolerance: 0,
    jwks: { keys: keys.map((key) => key.privateJwk) },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: [...settings.knownScopes],
    claims: ENGINE_CLAIMS,
    enabledJWA: {
      userinfoSigningAlgValues: SIGNING_ALGORITHMS,
      userinfoEncryptionAlgValues: ENCRYPTION_ALGORITHMS,
      userinfoEncryptionEncValues: CONTENT_ENCRYPTION_ALGORITHMS,
      dPoPSigningAlgValues: DPOP_ALGORITHMS,
    },
    // OpenID Connect allows an encrypted response without a signature, the engine does not: see clients.ts.
    extraClientMetadata: {
      properties: ['client_id_alias', 'rs_request_signed', 'userinfo_response_unsigned'],
    },
    // The engine calls this when it stores a token; what the API put there stays.
    extraTokenClaims: (context: EngineContext | undefined, token: { extra?: ModelPayload }) =>
      token.extra ?? (context && detailsOfGrant(context)),
    features: {
      claimsParameter: { enabled: true, assertClaimsParameter },
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      userinfo: { enabled: true },
    },
    fetch: fetchClientDocument,
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    subjectTypes: ['public', 'pairwise'],
    // For ID tokens: the UserInfo response is made from what the caller of /auth/userinfo/issue says.
    pairwiseIdentifier: (_context: unknown, id: string, { sectorIdentifier = '' }: Client) =>
      pairwiseIdentifier(sectorIdentifier, id, settings.apiSecret),
    // It must be an https address, and not every developer has a server for one: its host is all that matters here.
    sectorIdentifierUriValidate: () => false,
    ttl: { AccessToken: DEFAULT_LIFETIMES.accessToken, RefreshToken: DEFAULT_LIFETIMES.refreshToken },
  });
  return provider.use(async (context, next) => {
    await next();
    if (context.path.startsWith('/.well-known/') && typeof context.body === 'object') {
      context.body = { ...context.body, userinfo_endpoint: settings.userInfoEndpoint };
    }
  });
}

/** Refuses an authorization request whose transformed claims are not well defined (Advanced Syntax for Claims 1.0). */
function assertClaimsParameter(_context: unknown, claims: Readonly<Record<string, unknown>>): void {
  try {
    checkRequestedClaims(claims);
  } catch (error) {
    throw new errors.InvalidRequest(error instanceof Error ? error.message : 'claims parameter is invalid');
  }
}
