export { createResourceServer } from './resource-server.ts';
export type { ResourceServer, ResourceServerOptions } from './resource-server.ts';

export { createUserInfoEndpoint } from './userinfo/user-info-endpoint.ts';
export type {
  UserInfoEndpoint,
  UserInfoEndpointOptions,
  UserInfoResponse,
} from './userinfo/user-info-endpoint.ts';
export type { ClaimQuery, Claims, ClaimSource } from './userinfo/claim-source.ts';
export type {
  UserInfoAuthority,
  UserInfoGrant,
  UserInfoInspection,
  UserInfoIssuance,
  UserInfoIssued,
} from './userinfo/user-info-authority.ts';

export type { AccessToken } from './access-token.ts';
export type { Credentials, CredentialsLocation } from './credentials.ts';
export type { Decision, Denied, Granted, ResponseHeaders } from './decision.ts';
export type { DenialCode, DenialWords } from './denial.ts';
export { DENIALS } from './denial.ts';
export type { EventListener, ResourceServerEvent } from './events.ts';
export type { JsonValue } from './json-value.ts';
export type { Policy } from './policy.ts';
export type { HeaderLines, ResourceRequest } from './resource-request.ts';
export type {
  AuthorityUnavailable,
  RefusalCode,
  TokenActive,
  TokenAnswer,
  TokenRefused,
  TokenSource,
} from './token-sources/token-source.ts';
