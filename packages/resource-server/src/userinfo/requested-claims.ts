import type { ForeignObject } from '../foreign-object.ts';
import { type Consent, type ConsentMode, createConsent } from './consent.ts';
import { languagesOf, untagged } from './language-tag.ts';
import type { UserInfoGrant } from './user-info-authority.ts';

/** What an answer is to be made of: what the client asked for, as far as the user has consented to it. */
export interface RequestedClaims {
  /** The claims that the answer may carry, language tags included. */
  readonly names: readonly string[];
  /** What the claim source is asked for: these, and what transformed and verified claims are made of. */
  readonly needed: readonly string[];
  /** The languages of what is needed. */
  readonly locales: readonly string[];
  /** The `userinfo` member of the `claims` parameter, where there is one. */
  readonly request: ForeignObject | undefined;
  /** The claims whose values the authority makes transformed claims of. */
  readonly transformed: readonly string[];
  /** The request for verified claims, where there is one. */
  readonly verified: VerifiedClaimsRequest | undefined;
}

export interface VerifiedClaimsRequest {
  /** As in the `claims` parameter: an object, or an array of objects. */
  readonly requested: unknown;
  /** For each of these objects, the claims whose values the authority makes transformed claims of. */
  readonly transformed: readonly (readonly string[])[] | undefined;
}

const VERIFIED_CLAIMS = 'verified_claims';

/**
 * Members that are no claims of the source: those of the authority, which sets them in the answer or in its JWT, and those that hold
 * claims and are put together by rules of their own.
 */
const NO_STORED_CLAIMS: ReadonlySet<string> = new Set([
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  '_claim_names',
  '_claim_sources',
  VERIFIED_CLAIMS,
]);

/**
 * Brings together what was asked for by scopes and by the `claims` parameter (OpenID Connect Core 1.0, sections 5.4 and 5.5), and
 * leaves out what the user has not consented to.
 */
export function readRequestedClaims(grant: UserInfoGrant, mode: ConsentMode): RequestedClaims {
  const { claimNames, claimsRequest: request, transformationInputs: inputs } = grant;
  const consents = createConsent(mode === 'honour' ? grant.consentedClaims : undefined);
  const named = request === undefined ? claimNames : [...new Set([...claimNames, ...Object.keys(request)])];
  const names = named.filter((name) => isStoredClaim(name) && consents(name));
  if (request === undefined && inputs === undefined) {
    return {
      names,
      needed: names,
      locales: languagesOf(names),
      request,
      transformed: [],
      verified: undefined,
    };
  }
  const transformed = inputs === undefined ? [] : readTransformed(inputs.claims, request, consents);
  const verified = readVerified(request, inputs?.verifiedClaims, consents);
  const extra = verified === undefined ? transformed : [...transformed, VERIFIED_CLAIMS];
  const needed = extra.length === 0 ? names : [...new Set([...names, ...extra])];
  return { names, needed, locales: languagesOf(needed), request, transformed, verified };
}

function isStoredClaim(requested: string): boolean {
  const name = untagged(requested);
  return name !== '' && !isTransformedClaim(name) && !NO_STORED_CLAIMS.has(name);
}

/** OpenID Connect Advanced Syntax for Claims 1.0: `:name` is the client's own, `::name` is one of the authority's. */
export function isTransformedClaim(name: string): boolean {
  return name.startsWith(':');
}

/**
 * Which values the authority is given. Consent to a transformed claim is consent to use what it is made of, though not to
 * release that. Which of them a claim is made of only the authority knows: where one claim was not consented to, no value is given
 * but those that may be released themselves.
 */
function readTransformed(
  names: readonly string[],
  request: ForeignObject | undefined,
  consents: Consent,
): readonly string[] {
  const stored = names.filter(isStoredClaim);
  const asked = Object.keys(request ?? {}).filter(isTransformedClaim);
  return asked.length > 0 && asked.every(consents) ? stored : stored.filter(consents);
}

function readVerified(
  request: ForeignObject | undefined,
  transformed: readonly (readonly string[])[] | undefined,
  consents: Consent,
): VerifiedClaimsRequest | undefined {
  if (request === undefined || !Object.hasOwn(request, VERIFIED_CLAIMS)) return undefined;
  const requested = request[VERIFIED_CLAIMS] ?? undefined;
  return requested === undefined || !consents(VERIFIED_CLAIMS) ? undefined : { requested, transformed };
}
