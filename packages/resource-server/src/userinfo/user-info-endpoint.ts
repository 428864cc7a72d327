import type { CredentialsLocation } from '../credentials.ts';
import type { DenialDetail, Denied, ResponseHeaders } from '../decision.ts';
import { checkOneOf, checkPolicy } from '../policy-check.ts';
import { Presentation } from '../presentation.ts';
import { checkProtectionOptions, type ProtectionOptions } from '../protection-options.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';
import { checkClaims } from './check-claims.ts';
import { meetsRequest } from './claim-constraint.ts';
import { requestOf } from './claim-selection.ts';
import type { ClaimQuery, Claims, ClaimSource } from './claim-source.ts';
import type { ConsentMode } from './consent.ts';
import { readRequestedClaims } from './requested-claims.ts';
import { checkSubjectIdentifier } from './subject-identifier.ts';
import { LONGEST_TIME_LIMIT, within } from './time-limit.ts';
import type { UserInfoAuthority, UserInfoContent, UserInfoGrant } from './user-info-authority.ts';
import { createContent } from './user-info-content.ts';

export interface UserInfoEndpointOptions extends ProtectionOptions {
  /** Who validates the token and finishes the answer, such as `createAuthleteUserInfoAuthority(client)`. */
  readonly authority: UserInfoAuthority;
  /** Where the claims of users come from. */
  readonly claimSource: ClaimSource;
  /** How long the claim source may take, in milliseconds; no longer than what is left of the time budget. Default: 5000 */
  readonly claimTimeout?: number;
  /**
   * `'honour'`: where the authority tells which claims the user has consented to, no others are released. `'ignore'`: what was
   * requested is released, for authorities that tell it incompletely. Default: `'honour'`.
   */
  readonly consentedClaims?: ConsentMode;
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
  readonly content: UserInfoContent;
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
  const consentedClaims =
    checkOneOf(options.consentedClaims, ['honour', 'ignore'], 'options.consentedClaims') ?? 'honour';
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
    const judged = presentation.judge(answer, null);
    return (judged instanceof Promise ? await judged : judged) ?? answer;
  };

  const collectClaims = async (
    request: ResourceRequest,
    presentation: Presentation,
    grant: UserInfoGrant,
  ): Promise<CollectedClaims | Denied> => {
    const { token, dpopNonce } = grant;
    const { subject, clientId, scopes } = token;
    const requested = readRequestedClaims(grant, consentedClaims);
    const { needed: names, locales } = requested;
    const time = Math.min(claimTimeout, presentation.timeLeft() ?? claimTimeout);
    if (time <= 0) {
      const reason = 'no time was left to ask the claim source';
      return presentation.deny('claims_unavailable', { reason, dpopNonce });
    }
    const now = settings.now();
    const query = { subject, names, locales, clientId, scopes, deadline: now + time };
    const leftOut = new Set<string>();
    let content: UserInfoContent | undefined;
    try {
      const [stored, sub] = await within(time, askSource(claimSource, query));
      content = stored && createContent(requested, stored, sub, now, (storedName) => leftOut.add(storedName));
    } catch (cause) {
      return presentation.deny('claims_unavailable', { reason: 'the claim source failed', cause, dpopNonce });
    }
    if (content === undefined) {
      const reason = 'the claim source does not know the subject';
      return presentation.deny('unknown_subject', { reason, dpopNonce });
    }
    if (leftOut.size > 0) {
      settings.onEvent?.({ type: 'claims_left_out', request, token, names: [...leftOut] });
    }
    if (!meetsRequest(requestOf('sub', requested.request), content.subject ?? subject)) {
      const reason = 'the client asks for the claims of another subject';
      return presentation.deny('subject_mismatch', { reason, dpopNonce });
    }
    return { granted: true, content };
  };

  const issue = async (
    request: ResourceRequest,
    presentation: Presentation,
    { token, dpopNonce }: UserInfoGrant,
    content: UserInfoContent,
  ): Promise<UserInfoResponse> => {
    const answer = await presentation.waitFor(authority.issue(presentation.presented, content));
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
      const read = Presentation.read(settings, request, policy);
      const presentation = read instanceof Promise ? await read : read;
      if ('granted' in presentation) return presentation;
      const granted = await validate(presentation);
      if ('granted' in granted) return granted;
      const collected = await collectClaims(request, presentation, granted);
      return collected.granted ? issue(request, presentation, granted, collected.content) : collected;
    },
  });
}

/** What the challenge must name where the authority misses a scope. */
function scopesFor(answer: TokenRefused | AuthorityUnavailable): DenialDetail {
  return answer.state === 'refused' && answer.code === 'insufficient_scope' ? { scopes: SCOPES } : {};
}

/** The claims, and the `sub` that the client knows the user by, where it is not the subject of the token. */
async function askSource(
  source: ClaimSource,
  query: ClaimQuery,
): Promise<readonly [claims: Claims | undefined, subject: string | undefined]> {
  if (source.findSubject === undefined) return [checkClaims(await source.findClaims(query)), undefined];
  // In functions of their own: where one throws, the promise of the other must not be left alone.
  const [claims, subject] = await Promise.all([
    (async () => checkClaims(await source.findClaims(query)))(),
    (async () => checkSubjectIdentifier(await source.findSubject?.(query)))(),
  ]);
  return [claims, subject];
}
