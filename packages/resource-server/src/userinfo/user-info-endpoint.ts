import { type Credentials, readCredentials } from '../credentials.ts';
import { deny, type DenialDetail, type Denied, protectedHeaders, type ResponseHeaders } from '../decision.ts';
import type { DenialCode } from '../denial.ts';
import type { EventListener } from '../events.ts';
import { checkPolicy, findViolation } from '../policy.ts';
import { checkRealm } from '../resource-server.ts';
import type { ResourceRequest } from '../resource-request.ts';
import { denialDetailOf, denialOf } from '../token-sources/refusal.ts';
import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';
import { LONGEST_TIME_LIMIT, within } from './time-limit.ts';
import { selectClaims, type SelectedClaims } from './claim-selection.ts';
import type { ClaimSource } from './claim-source.ts';
import type { UserInfoAuthority, UserInfoGrant } from './user-info-authority.ts';

export interface UserInfoEndpointOptions {
  /** Who validates the token and finishes the answer, such as `createAuthleteUserInfoAuthority(client)`. */
  readonly authority: UserInfoAuthority;
  /** Where the claims of users come from. */
  readonly claimSource: ClaimSource;
  /** How long the claim source may take, in milliseconds. Default: 5000 */
  readonly claimTimeout?: number;
  /** The `realm` of challenges (RFC 9110, section 11.5): printable ASCII. Default: challenges carry none. */
  readonly realm?: string;
  /** Told of every answer. Default: nobody is told. */
  readonly onEvent?: EventListener;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The answer to a UserInfo request, complete. */
export interface UserInfoResponse {
  readonly status: 200 | 400 | 401 | 403 | 503;
  readonly headers: ResponseHeaders;
  /** To be sent byte for byte. */
  readonly body: string;
}

export interface UserInfoEndpoint {
  /**
   * Answers a UserInfo request (OpenID Connect Core 1.0, section 5.3), GET or POST: the router turns other methods away.
   * Everything that a client, a network or the claim source can cause is an answer, not an error.
   */
  answer(request: ResourceRequest): Promise<UserInfoResponse>;
}

interface CollectedClaims {
  readonly granted: true;
  readonly claims: SelectedClaims;
}

/** Section 5.3.1 wants the methods of RFC 6750, section 2, form body included; section 5.3 wants a user and `openid`. */
const POLICY = checkPolicy({
  credentials: 'header-or-form',
  subject: 'required',
  scopes: { allOf: ['openid'] },
});

/**
 * Creates a UserInfo endpoint (OpenID Connect Core 1.0, section 5.3).
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const userInfo = createUserInfoEndpoint({
 *   authority: createAuthleteUserInfoAuthority(client),
 *   claimSource: { findClaims: async ({ subject }) => users.get(subject)?.claims },
 * });
 * ```
 */
export function createUserInfoEndpoint(options: UserInfoEndpointOptions): UserInfoEndpoint {
  const { authority, claimSource, onEvent, claimTimeout = 5000, now = Date.now } = options;
  if (typeof authority?.inspect !== 'function' || typeof authority.issue !== 'function') {
    throw new TypeError('options.authority: a UserInfo authority is expected');
  }
  if (typeof claimSource?.findClaims !== 'function') {
    throw new TypeError('options.claimSource: a claim source is expected');
  }
  if (!(claimTimeout > 0 && claimTimeout <= LONGEST_TIME_LIMIT)) {
    throw new TypeError(
      `options.claimTimeout: a positive number of milliseconds up to ${LONGEST_TIME_LIMIT} is expected`,
    );
  }
  const realm = checkRealm(options.realm);

  const turnAway = (request: ResourceRequest, code: DenialCode, detail?: DenialDetail): Denied => {
    const denied = deny(code, realm, detail);
    onEvent?.({ type: 'access_denied', request, denied });
    return denied;
  };

  const turnAwayAfter = (
    request: ResourceRequest,
    answer: TokenRefused | AuthorityUnavailable,
    nonceOfGrant?: string,
  ): Denied => {
    const detail = denialDetailOf(answer);
    const dpopNonce = detail.dpopNonce ?? nonceOfGrant;
    const code = denialOf(answer);
    const scopes = code === 'insufficient_scope' ? POLICY.allOf : undefined;
    return turnAway(request, code, { ...detail, dpopNonce, scopes });
  };

  const validate = async (
    request: ResourceRequest,
    credentials: Credentials,
  ): Promise<UserInfoGrant | Denied> => {
    const answer = await authority.inspect(credentials);
    if (answer.state !== 'active') return turnAwayAfter(request, answer);
    const violation = findViolation(POLICY, answer.token, now());
    if (violation === undefined) return answer;
    return turnAway(request, violation.code, { ...violation, dpopNonce: answer.dpopNonce });
  };

  const collectClaims = async (
    request: ResourceRequest,
    { token, claimNames, dpopNonce }: UserInfoGrant,
  ): Promise<CollectedClaims | Denied> => {
    const { subject, clientId, scopes } = token;
    const names = claimNames.filter((name) => name !== 'sub');
    const query = { subject, names, clientId, scopes, deadline: now() + claimTimeout };
    let selected: SelectedClaims | undefined;
    try {
      const stored = await within(claimTimeout, claimSource.findClaims(query));
      selected = stored === undefined ? undefined : selectClaims(names, stored);
    } catch (cause) {
      return turnAway(request, 'claims_unavailable', { reason: 'the claim source failed', cause, dpopNonce });
    }
    if (selected !== undefined) return { granted: true, claims: selected };
    const reason = 'the claim source does not know the subject';
    return turnAway(request, 'unknown_subject', { reason, dpopNonce });
  };

  const issue = async (
    request: ResourceRequest,
    credentials: Credentials,
    { token, dpopNonce }: UserInfoGrant,
    claims: SelectedClaims,
  ): Promise<UserInfoResponse> => {
    const answer = await authority.issue(credentials, claims);
    if (answer.state !== 'issued') return turnAwayAfter(request, answer, dpopNonce);
    onEvent?.({ type: 'user_info_issued', request, token, mediaType: answer.mediaType });
    const headers = { ...protectedHeaders(dpopNonce), 'Content-Type': answer.mediaType };
    return { status: 200, headers, body: answer.body };
  };

  return Object.freeze({
    async answer(request: ResourceRequest): Promise<UserInfoResponse> {
      const credentials = await readCredentials(request, POLICY.credentials);
      if (typeof credentials === 'string') return turnAway(request, credentials);
      const granted = await validate(request, credentials);
      if ('granted' in granted) return granted;
      const collected = await collectClaims(request, granted);
      return collected.granted ? issue(request, credentials, granted, collected.claims) : collected;
    },
  });
}
