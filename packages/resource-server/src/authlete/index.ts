export { checkAuthleteConfiguration } from './authlete-configuration.ts';
export { AuthleteConfigurationError } from './authlete-configuration-error.ts';
export { createAuthleteClient } from './authlete-client.ts';
export { createAuthleteRevocationAuthority } from './authlete-revocation-authority.ts';
export { createAuthleteTokenSource } from './authlete-token-source.ts';
export { createAuthleteUserInfoAuthority } from './authlete-user-info-authority.ts';
export { describeAuthleteFailure } from './authlete-failure.ts';
export { readAuthleteConfiguration } from './read-authlete-configuration.ts';

export type {
  AuthleteConfiguration,
  AuthleteV2Configuration,
  AuthleteV3Configuration,
} from './authlete-configuration.ts';
export type { AuthleteConfigurationProblem } from './authlete-configuration-error.ts';
export type { AuthleteConfigurationSources } from './read-authlete-configuration.ts';
export type {
  AuthleteCallOptions,
  AuthleteCheck,
  AuthleteClient,
  AuthleteResult,
} from './authlete-client.ts';
export type { AuthleteClientEvent, AuthleteClientListener } from './authlete-client-event.ts';
export type { AuthleteClientOptions } from './authlete-client-options.ts';
export type { AuthleteClock } from './authlete-clock.ts';
export type { AuthleteFailure } from './authlete-failure.ts';
export type { AuthleteTokenSourceOptions } from './authlete-token-source.ts';
export type { AuthleteUserInfoAuthorityOptions } from './authlete-user-info-authority.ts';
export type { IntrospectionRequest, IntrospectionResponse } from './wire/introspection.ts';
export type { TokenRevocationRequest, TokenRevocationResponse } from './wire/token-revocation.ts';
export type {
  UserInfoIssueRequest,
  UserInfoIssueResponse,
  UserInfoRequest,
  UserInfoResponse,
} from './wire/user-info.ts';
