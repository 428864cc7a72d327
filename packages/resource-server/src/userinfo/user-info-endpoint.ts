import type { CredentialsLocation } from '../credentials.ts';
import type { DenialDetail, Denied, ResponseHeaders } from '../decision.ts';
import { checkPolicy } from '../policy-check.ts';
import { Presentation } from '../presentation.ts';
import { checkProtectionOptions, type ProtectionOptions } from '../protection-options.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';
import { selectClaims, type SelectedClaims } from './claim-selection.ts';
import type { ClaimSource } from './claim-source.ts';
import { LONGEST_TIME_LIMIT, within } from './time-limit.ts';
import type { UserInfoAuthority, UserInfoGrant } from './user-info-authority.ts';

export interface UserInfoEndpointOptions extends ProtectionOptions {
  /** Who validates the token and finishes the answer, such as `createAuthleteUserInfoAuthority(client)`. */
  readonly authority: UserInfoAuthority;
  /** Where the claims of users come from. */
  readonly claimSource: ClaimSource;
  /** How long the claim source may take, in milliseconds. Default: 5000 */
  readonly claimTimeout?: number;
  /**
   * Where the token may stand. Section 5.3.1 of OpenID Connect Core wants form bodies to be read, profiles for high security
   * forbid it. Default: `'header-or-form'`.
   */
  readonly credentials?: CredentialsLocation;
  /** `'required'`: as in a policy. Default: only tokens that are bound must be proved. */
  readonly senderConstraint?: 'required';
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

/** OpenID Connect Core 1.0, section 5.3: a token with the scope `openid`, issued on behalf of a user. */
const SCOPES: readonly string[] = ['openid'];

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
  const {
    authority,
    claimSource,
    claimTimeout = 5000,
    credentials = 'header-or-form',
    senderConstraint,
  } = options;
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
  const settings = checkProtectionOptions(options, authority);
  const policy = checkPolicy({
    scopes: { allOf: SCOPES },
    subject: 'required',
    credentials,
    ...(senderConstraint !== undefined && { senderConstraint }),
  });

  const validate = async (presentation: Presentation): Promise<UserInfoGrant | Denied> => {
    const answer = await presentation.inspect(authority);
    if ('granted' in answer) return answer;
    if (answer.state !== 'active') return presentation.refuse(answer, scopesFor(answer));
    // UserInfo is a resource of the authorization server itself, so that its tokens name no other.
    return (await presentation.judge(answer, null)) ?? answer;
  };

  const collectClaims = async (
    presentation: Presentation,
    { token, claimNames, dpopNonce }: UserInfoGrant,
  ): Promise<CollectedClaims | Denied> => {
    const { subject, clientId, scopes } = token;
    const names = claimNames.filter((name) => name !== 'sub');
    const query = { subject, names, clientId, scopes, deadline: settings.now() + claimTimeout };
    let selected: SelectedClaims | undefined;
    try {
      const stored = await within(claimTimeout, claimSource.findClaims(query));
      selected = stored === undefined ? undefined : selectClaims(names, stored);
    } catch (cause) {
      return presentation.deny('claims_unavailable', { reason: 'the claim source failed', cause, dpopNonce });
    }
    if (selected !== undefined) return { granted: true, claims: selected };
    const reason = 'the claim source does not know the subject';
    return presentation.deny('unknown_subject', { reason, dpopNonce });
  };

  const issue = async (
    request: ResourceRequest,
    presentation: Presentation,
    { token, dpopNonce }: UserInfoGrant,
    claims: SelectedClaims,
  ): Promise<UserInfoResponse> => {
    const answer = await authority.issue(presentation.presented, claims);
    if (answer.state !== 'issued') return presentation.refuse(answer, { ...scopesFor(answer), dpopNonce });
    settings.onEvent?.({ type: 'user_info_issued', request, token, mediaType: answer.mediaType });
    const headers = {
      ...presentation.headers(dpopNonce),
      ...answer.signature,
      'Content-Type': answer.mediaType,
    };
    return { status: 200, headers, body: answer.body };
  };

  return Object.freeze({
    async answer(request: ResourceRequest): Promise<UserInfoResponse> {
      const presentation = await Presentation.read(settings, request, policy);
      if ('granted' in presentation) return presentation;
      const granted = await validate(presentation);
      if ('granted' in granted) return granted;
      const collected = await collectClaims(presentation, granted);
      return collected.granted ? issue(request, presentation, granted, collected.claims) : collected;
    },
  });
}

/** What the challenge must name where the authority misses a scope. */
function scopesFor(answer: TokenRefused | AuthorityUnavailable): DenialDetail {
  return answer.state === 'refused' && answer.code === 'insufficient_scope' ? { scopes: SCOPES } : {};
}
