export { createApp } from './app.ts';
export type { AppParts, TlsMaterial } from './app.ts';
export { ConfigurationError, readFullConfiguration } from './config.ts';
export type { ConfigurationProblem } from './environment-reader.ts';
export type {
  ConfigurationSources,
  FullConfiguration,
  LogLevel,
  ServerConfiguration,
  ServerConfigurationWithAuthlete,
} from './config.ts';
export { createLogger } from './logging.ts';
export type { Readiness } from './readiness.ts';
export { startServer } from './start-server.ts';
export type { RunningServer } from './start-server.ts';
export type { TrustBoundaryConfiguration } from './trust-boundary-config.ts';
export { authenticate } from './users/authenticate.ts';
export type { AuthenticateOptions } from './users/authenticate.ts';
export { openUserStore } from './users/open-user-store.ts';
export type { OpenUserStoreOptions } from './users/open-user-store.ts';
export type {
  ImportedUser,
  ImportOptions,
  ImportRow,
  ImportSummary,
} from './users/transfer/imported-user.ts';
export { createUserClaimSource } from './users/user-claim-source.ts';
export type { User, UserClaims } from './users/user.ts';
export type {
  NewUser,
  UserChanges,
  UserPage,
  UserPageRequest,
  UserStore,
  UserWithPasswordHash,
} from './users/user-store.ts';
export { UserStoreError } from './users/user-store-error.ts';
export type { UserStoreErrorCode } from './users/user-store-error.ts';
