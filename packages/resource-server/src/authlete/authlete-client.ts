import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { type AuthleteConfiguration, checkAuthleteConfiguration } from './authlete-configuration.ts';
import type { AuthleteOutcome } from './authlete-exchange.ts';
import { type AuthleteClientOptions, checkResilience } from './authlete-client-options.ts';
import { type AuthleteFailure, describeAuthleteFailure } from './authlete-failure.ts';
import { createAuthleteTransport } from './authlete-transport.ts';
import type { ForeignObject } from '../foreign-object.ts';
import { ResilientTransport } from './resilient-transport.ts';
import {
  type IntrospectionRequest,
  type IntrospectionResponse,
  readIntrospectionResponse,
} from './wire/introspection.ts';
import {
  readTokenRevocationResponse,
  type TokenRevocationRequest,
  type TokenRevocationResponse,
} from './wire/token-revocation.ts';
import { UnexpectedMember } from './wire/member-reading.ts';
import {
  readUserInfoIssueResponse,
  readUserInfoResponse,
  type UserInfoIssueRequest,
  type UserInfoIssueResponse,
  type UserInfoRequest,
  type UserInfoResponse,
} from './wire/user-info.ts';

/** What came of a question: Authlete's answer, whatever it says, or the failure to get one. */
export type AuthleteResult<Answer> =
  | { readonly state: 'answered'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly failure: AuthleteFailure };

/** What came of a check, with a sentence for the operator. It holds no credential and no text of Authlete. */
export type AuthleteCheck = { readonly state: 'ok' } | { readonly state: 'failed'; readonly reason: string };

/** What a single question may cost. */
export interface AuthleteCallOptions {
  /**
   * How many milliseconds the answer may take, all in all. Where none are left, the question is not asked. Default, and at most: the
   * `timeout` of the client.
   */
  readonly timeout?: number | undefined;
}

/**
 * The calls of the Authlete API that a resource server needs, API 2.x and 3.x alike. No call rejects, and each ends
 * within the `timeout` of the options, a second try included. The answers are read, not judged: that is what
 * {@link createAuthleteTokenSource} and {@link createAuthleteUserInfoAuthority} do.
 */
export interface AuthleteClient {
  /** `POST /auth/introspection` */
  introspect(
    request: IntrospectionRequest,
    options?: AuthleteCallOptions,
  ): Promise<AuthleteResult<IntrospectionResponse>>;
  /** `POST /auth/userinfo` */
  userInfo(
    request: UserInfoRequest,
    options?: AuthleteCallOptions,
  ): Promise<AuthleteResult<UserInfoResponse>>;
  /** `POST /auth/userinfo/issue` */
  issueUserInfo(
    request: UserInfoIssueRequest,
    options?: AuthleteCallOptions,
  ): Promise<AuthleteResult<UserInfoIssueResponse>>;
  /** `POST /auth/token/revoke` */
  revokeTokens(request: TokenRevocationRequest): Promise<AuthleteResult<TokenRevocationResponse>>;
  /**
   * Whether something answers Authlete's health check with 200. Sends no credentials, so it proves nothing about them. While the
   * circuit breaker lets no question through, the answer is no without asking.
   */
  checkReachable(): Promise<AuthleteCheck>;
  /**
   * Whether Authlete accepts our credentials and knows the service: asks what a random token is worth and expects to
   * hear that there is none. It counts as a call at Authlete, so do not ask every second.
   *
   * @param endpoint a service access token may be allowed to introspect and yet not to serve UserInfo
   */
  checkCredentials(endpoint?: 'introspection' | 'userinfo'): Promise<AuthleteCheck>;
  /** Waits for the pending calls and closes the connections; second tries and calls after it fail. */
  close(): Promise<void>;
}

/**
 * A client of one Authlete service. It opens connections when they are needed and keeps them alive.
 *
 * @throws {AuthleteConfigurationError} for a configuration that was not read by `readAuthleteConfiguration` and is wrong
 * @throws {TypeError} that names the option, for an option out of range
 *
 * @example
 * ```ts
 * const client = createAuthleteClient(readAuthleteConfiguration({ environment: process.env }));
 * const tokenSource = createAuthleteTokenSource(client);
 * ```
 */
export function createAuthleteClient(
  configuration: AuthleteConfiguration,
  options: AuthleteClientOptions = {},
): AuthleteClient {
  const checked = checkAuthleteConfiguration(configuration);
  const { origin, pathname } = new URL(checked.baseUrl);
  const root = `${pathname.replace(/\/$/, '')}/api`;
  const service = checked.apiVersion === 'V3' ? `${root}/${checked.serviceId}` : root;
  const introspectionPath = `${service}/auth/introspection`;
  const userInfoPath = `${service}/auth/userinfo`;
  const issuePath = `${service}/auth/userinfo/issue`;
  const revocationPath = `${service}/auth/token/revoke`;
  const transport = new ResilientTransport(
    createAuthleteTransport(origin, authorizationOf(checked), options),
    checkResilience(options),
  );

  async function ask<Answer>(
    path: string,
    request: object,
    reader: (json: ForeignObject) => Answer,
    options?: AuthleteCallOptions,
  ): Promise<AuthleteResult<Answer>> {
    const body = JSON.stringify(request);
    const repeatable = !('dpop' in request) || request.dpop === undefined;
    return read(await transport.ask({ path, body, repeatable, timeout: options?.timeout }), reader);
  }

  const client: AuthleteClient = {
    introspect: (request, call) => ask(introspectionPath, request, readIntrospectionResponse, call),
    userInfo: (request, call) => ask(userInfoPath, request, readUserInfoResponse, call),
    issueUserInfo: (request, call) => ask(issuePath, request, readUserInfoIssueResponse, call),
    revokeTokens: (request) => ask(revocationPath, request, readTokenRevocationResponse),
    async checkReachable() {
      const outcome = await transport.probe(`${root}/lifecycle/healthcheck`);
      return outcome.state === 'answered' ? { state: 'ok' } : failedCheck(outcome.failure);
    },
    async checkCredentials(endpoint = 'introspection') {
      const request = { token: randomBytes(32).toString('base64url') };
      const result = await (endpoint === 'userinfo' ? client.userInfo(request) : client.introspect(request));
      if (result.state === 'failed') {
        return failedCheck(result.failure);
      }
      return result.answer.action === 'UNAUTHORIZED'
        ? { state: 'ok' }
        : { state: 'failed', reason: 'a random token was not answered with UNAUTHORIZED: check base_url' };
    },
    close: () => transport.close(),
  };
  return client;
}

function authorizationOf(configuration: AuthleteConfiguration): string {
  if (configuration.apiVersion === 'V3') {
    return `Bearer ${configuration.serviceAccessToken}`;
  }
  const pair = `${configuration.serviceApiKey}:${configuration.serviceApiSecret}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function read<Answer>(
  outcome: AuthleteOutcome,
  reader: (json: ForeignObject) => Answer,
): AuthleteResult<Answer> {
  if (outcome.state === 'failed') {
    return outcome;
  }
  try {
    return { state: 'answered', answer: reader(outcome.json) };
  } catch (error) {
    if (error instanceof UnexpectedMember) {
      return { state: 'failed', failure: { kind: 'unexpected_member', member: error.member } };
    }
    throw error;
  }
}

function failedCheck(failure: AuthleteFailure): AuthleteCheck {
  return { state: 'failed', reason: describeAuthleteFailure(failure) };
}
