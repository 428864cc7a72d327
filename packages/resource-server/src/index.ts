export { createResourceServer } from './resource-server.ts';
export type { ResourceServer, ResourceServerOptions } from './resource-server.ts';
export type { ProtectionOptions } from './protection-options.ts';

export { createUserInfoEndpoint } from './userinfo/user-info-endpoint.ts';
export type {
  UserInfoEndpoint,
  UserInfoEndpointOptions,
  UserInfoResponse,
} from './userinfo/user-info-endpoint.ts';
export type { ClaimQuery, Claims, ClaimSource } from './userinfo/claim-source.ts';
export { combineClaimSources } from './userinfo/combine-claim-sources.ts';
export type { ClaimSourcePart, CombineClaimSourcesOptions } from './userinfo/combine-claim-sources.ts';
export type { ClaimSourceFailed } from './userinfo/claim-source-failed.ts';
export type { ConsentMode } from './userinfo/consent.ts';
export type {
  TransformationInputs,
  TransformationValues,
  UserInfoAuthority,
  UserInfoContent,
  UserInfoGrant,
  UserInfoInspection,
  UserInfoIssuance,
  UserInfoIssued,
} from './userinfo/user-info-authority.ts';

export { createDpopProofVerifier } from './binding/dpop/dpop-proof-verifier.ts';
export type {
  DpopProofAccepted,
  DpopProofQuestion,
  DpopProofRefused,
  DpopProofVerdict,
  DpopProofVerifier,
} from './binding/dpop/dpop-proof-verifier.ts';
export type { DpopAlgorithm } from './binding/dpop/dpop-algorithm.ts';
export type { DpopProofError } from './binding/dpop/dpop-proof-fault.ts';
export type { DpopProofVerifierOptions } from './binding/dpop/dpop-proof-verifier-options.ts';
export { createDpopNonces } from './binding/dpop/dpop-nonces.ts';
export type { DpopNonces, DpopNonceSecret, DpopNoncesOptions } from './binding/dpop/dpop-nonces.ts';
export { createReplayStore } from './binding/dpop/replay-store.ts';
export type { ReplayStore } from './binding/dpop/replay-store.ts';

export { createMemoryReplicaStore } from './replication/memory-replica-store.ts';
export type { MemoryReplicaStore, MemoryReplicaStoreOptions } from './replication/memory-replica-store.ts';
export type { ReplicaPurpose, ReplicaStore } from './replication/replica-store.ts';

export { createRevocations } from './revocation/revocations.ts';
export type {
  OutdatingTarget,
  Revocations,
  RevocationsOptions,
  RevocationVerdict,
} from './revocation/revocations.ts';
export type { RevocationAuthority, RevocationTelling } from './revocation/revocation-authority.ts';
export { RevocationError } from './revocation/revocation-error.ts';
export type { RevocationTarget } from './revocation/revocation-target.ts';

export type {
  ClientCertificate,
  ClientCertificateReading,
} from './binding/client-certificate/client-certificate.ts';
export type {
  ClientCertificateHeader,
  ClientCertificateSource,
  ProxyFormatName,
} from './binding/client-certificate/client-certificate-source.ts';
export { createTrustBoundary } from './trust-boundary/trust-boundary.ts';
export type { RequestOrigin, TrustBoundary, TrustBoundaryOptions } from './trust-boundary/trust-boundary.ts';
export { describeTrustBoundary } from './trust-boundary/describe-trust-boundary.ts';
export type { TrustBoundaryDescription } from './trust-boundary/describe-trust-boundary.ts';
export type { ForwardedHeaders } from './trust-boundary/forwarded-headers.ts';
export type { InboundConnection } from './trust-boundary/inbound-connection.ts';
export { isCanonicalTarget } from './trust-boundary/canonical-target.ts';

export { createProtectedResourceMetadata } from './metadata/protected-resource-metadata.ts';
export type {
  ProtectedResourceMetadata,
  ProtectedResourceMetadataOptions,
} from './metadata/protected-resource-metadata.ts';
export type { LocalizedText } from './metadata/localized-text.ts';
export type { MetadataSigningOptions } from './metadata/signed-metadata.ts';

export { createResponseSigner } from './message-signatures/response-signer.ts';
export type {
  AnsweredRequest,
  ResponseSignature,
  ResponseSigner,
  ResponseSignerOptions,
} from './message-signatures/response-signer.ts';
export { ResponseSigningError } from './message-signatures/response-signing-error.ts';
export type { ResponseSigningFault } from './message-signatures/response-signing-error.ts';
export { publicJwks } from './message-signatures/public-jwks.ts';
export type { PublishedJwk, PublishedJwkSet } from './message-signatures/public-jwks.ts';
export { createVerificationKey } from './message-signatures/message-signature-key.ts';
export type {
  MessageSignatureKey,
  MessageSignatureKeyOptions,
} from './message-signatures/message-signature-key.ts';
export { createVerificationKeyFinder } from './message-signatures/verification-key-finder.ts';
export { verifyMessageSignature } from './message-signatures/verify-message-signature.ts';
export type {
  MessageSignatureVerdict,
  MessageVerificationOptions,
} from './message-signatures/verify-message-signature.ts';
export type { MessageSignatureFault } from './message-signatures/message-signature-fault.ts';
export type { MessageSignatureAlgorithm } from './message-signatures/message-signature-algorithm.ts';
export type { HttpExchange, RequestMessage, ResponseMessage } from './message-signatures/http-message.ts';

export type { AccessToken } from './access-token.ts';
export type { AuthorizationDetail, AuthorizationDetailsRule } from './authorization-details.ts';
export type { Credentials, CredentialsLocation, DpopMode, Scheme } from './credentials.ts';
export type { Decision, Denied, Granted, ResponseHeaders } from './decision.ts';
export type { DenialCode, DenialWords } from './denial.ts';
export { DENIALS } from './denial.ts';
export type { EventListener, ResourceServerEvent } from './events.ts';
export type { JsonValue } from './json-value.ts';
export type { Policy } from './policy.ts';
export type { PresentedMessage, PresentedProof, PresentedToken } from './presented-token.ts';
export type { HeaderField, HeaderLines, ResourceRequest } from './resource-request.ts';
export { createCachingTokenSource } from './token-sources/caching-token-source.ts';
export type { CachingStatistics, CachingTokenSource } from './token-sources/caching-token-source.ts';
export type { CachingOptions } from './token-sources/caching-options.ts';
export type { ReplicatedFactsOptions } from './token-sources/replicated-facts.ts';
export type {
  AuthorityUnavailable,
  RefusalCode,
  TokenActive,
  TokenAnswer,
  TokenRefused,
  TokenSource,
} from './token-sources/token-source.ts';
