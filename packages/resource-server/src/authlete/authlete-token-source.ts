import type { AccessToken } from '../access-token.ts';
import type { PresentedToken } from '../presented-token.ts';
import type { TokenAnswer, TokenRefused, TokenSource } from '../token-sources/token-source.ts';
import type { AuthleteClient } from './authlete-client.ts';
import { callInTime } from './call-in-time.ts';
import { readDpopNonce } from './dpop-nonce-reading.ts';
import { readRefusal, unavailable } from './refusal-reading.ts';
import { inspectBound } from './unbound-token.ts';
import type { IntrospectionRequest, IntrospectionResponse } from './wire/introspection.ts';

export interface AuthleteTokenSourceOptions {
  /** The current time in milliseconds since the epoch. The system's clock by default. */
  readonly now?: (() => number) | undefined;
}

/**
 * A token source that asks Authlete what each token is, once per request. It keeps nothing: a cache wraps it.
 *
 * What the request proves is passed on: Authlete checks DPoP proofs and client certificates, and refuses a bound token
 * without them.
 */
export function createAuthleteTokenSource(
  client: Pick<AuthleteClient, 'introspect'>,
  options: AuthleteTokenSourceOptions = {},
): TokenSource {
  const now = options.now ?? Date.now;
  const ask = async (question: IntrospectionRequest, presented: PresentedToken): Promise<TokenAnswer> => {
    const result = await client.introspect(question, callInTime(presented, now));
    return result.state === 'failed' ? unavailable(result.failure) : judge(result.answer, now());
  };
  return {
    checksProofs: true,
    keepsDeadlines: true,
    inspect: (presented) => inspectBound(presented, ask),
  };
}

function judge(response: IntrospectionResponse, now: number): TokenAnswer {
  if (response.action !== 'OK') {
    // The question names no scope and no subject, so FORBIDDEN is not a lack of either: whatever Authlete holds against
    // the token, it is not usable.
    return readRefusal(response, 'invalid_token');
  }
  if (response.existent === false || response.usable === false) {
    return refused('Authlete says OK of a token that it calls not usable', response);
  }
  if (response.expiresAt !== undefined && response.expiresAt <= now) {
    return refused('Authlete says OK of a token that is expired by the clock of this server', response);
  }
  if (response.clientId === undefined) {
    return { state: 'unavailable', reason: 'Authlete says OK of a token without naming its client' };
  }
  return {
    state: 'active',
    token: factsOf(response, response.clientId),
    dpopNonce: readDpopNonce(response.dpopNonce),
    responseSigningRequired: response.responseSigningRequired,
  };
}

function refused(reason: string, response: IntrospectionResponse): TokenRefused {
  return { state: 'refused', code: 'invalid_token', reason, dpopNonce: readDpopNonce(response.dpopNonce) };
}

function factsOf(response: IntrospectionResponse, clientId: string): AccessToken {
  return {
    // An empty subject names nobody.
    subject: response.subject === '' ? undefined : response.subject,
    clientId,
    scopes: response.scopes ?? [],
    expiresAt: response.expiresAt,
    audience: audienceOf(response),
    acr: response.acr,
    authTime: response.authTime,
    authorizationDetails: response.authorizationDetails,
    // An empty identifier names no grant.
    grantId: response.grantId === '' ? undefined : response.grantId,
    grantType: response.grantType?.toLowerCase(),
    // Authlete checks the key, and does not tell it.
    jwkThumbprint: undefined,
    certificateThumbprint: response.certificateThumbprint,
    properties: response.properties,
  };
}

/** RFC 8707: the resources that this token is narrowed to, else those of its grant; an empty list restricts nothing. */
function audienceOf(response: IntrospectionResponse): readonly string[] | undefined {
  return [response.accessTokenResources, response.resources].find(
    (list) => list !== undefined && list.length > 0,
  );
}
