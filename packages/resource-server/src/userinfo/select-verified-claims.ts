import type { VerifiedClaimsSelector } from './verified-claims-delivery.ts';

/** Nothing is known of verified claims yet, so that none are delivered. */
export const selectVerifiedClaims: VerifiedClaimsSelector = () => [];
