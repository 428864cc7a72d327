export { createLocalAuthlete } from './local-authlete.ts';
export { PAGE_ENCRYPTION_KEY } from './page-encryption-key.ts';
export { readLocalAuthleteOptions } from './read-local-authlete-options.ts';
export { StateError } from './state-error.ts';

export type { Clock } from './clock.ts';
export type { ClientMetadata } from './engine/client-metadata.ts';
export type { Failure, FailureKind, Failures } from './failures.ts';
export type { LocalAuthlete } from './local-authlete.ts';
export type { LocalAuthleteOptions, MutualTlsOptions } from './options.ts';
export type { Account, Accounts } from './sign-in/accounts.ts';
export type { Properties, ServiceProperties } from './service-properties.ts';
