import { DEFAULT_DPOP_ALGORITHMS } from './binding/dpop/dpop-algorithm.ts';
import type { DpopProofVerifier } from './binding/dpop/dpop-proof-verifier.ts';
import type { DpopMode } from './credentials.ts';
import type { ChallengeSettings } from './decision.ts';
import type { EventListener } from './events.ts';
import type { ResponseSigner } from './message-signatures/response-signer.ts';
import { checkDpopMode, checkOneOf } from './policy-check.ts';
import type { Revocations } from './revocation/revocations.ts';
import { createTrustBoundary, type TrustBoundary } from './trust-boundary/trust-boundary.ts';
import { LONGEST_TIME_LIMIT } from './userinfo/time-limit.ts';

/** What a resource server and a UserInfo endpoint have in common: how requests are read, and how they are turned away. */
export interface ProtectionOptions {
  /** The `realm` of challenges (RFC 9110, section 11.5): printable ASCII. Default: challenges carry none. */
  readonly realm?: string;
  /** Whether tokens may or must come with a DPoP proof (RFC 9449); a policy may say otherwise. Default: `'off'`. */
  readonly dpop?: DpopMode;
  /**
   * Verifies DPoP proofs here, remembers those that were used, and asks for nonces where it has some. Without one the token
   * source must check proofs, and replays are its business. Default: none.
   */
  readonly proofVerifier?: DpopProofVerifier;
  /**
   * Decides the address and the client certificate of a request. Without a public URL or a trusted proxy nobody says
   * which address a request was sent to, so that most DPoP proofs are refused. Default: nobody is trusted, and there are no
   * client certificates.
   */
  readonly trustBoundary?: TrustBoundary;
  /** The URL of the resource's metadata, named in every challenge (RFC 9728, section 5.1). Default: none. */
  readonly resourceMetadata?: string;
  /**
   * `'pass-on'`: the header fields of every request go to the token source, which verifies message signatures (RFC 9421) where the
   * service or the client asks for them. Default: `'off'`, nothing of a request but its token is passed on.
   */
  readonly messageSignatures?: 'off' | 'pass-on';
  /**
   * Signs answers where the token source says that they must be signed. Without one such a request fails: nothing unsigned goes out.
   * Default: none.
   */
  readonly responseSigner?: ResponseSigner;
  /**
   * `'fapi2'`: the FAPI 2.0 Security Profile. Tokens are read from the header only and must be sender-constrained, whatever a policy
   * says, and `x-fapi-interaction-id` is echoed or made; one that is not a UUID is answered with 400. Default: none.
   */
  readonly profile?: 'fapi2';
  /** What was revoked here; a token that is among it is refused whatever its source says. Default: nothing is. */
  readonly revocations?: Revocations;
  /**
   * How long a request may wait, in milliseconds, for all that is asked because of it together: the token source, the stores of
   * revocations and of used proofs, at UserInfo both steps and the claim source. What is not known by then is answered with 503.
   * Default: each of them bounds itself.
   */
  readonly timeBudget?: number;
  /** Told of every decision. Default: nobody is told. */
  readonly onEvent?: EventListener;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The options, checked and with their defaults in place. */
export interface ProtectionSettings {
  readonly challenge: ChallengeSettings;
  readonly dpop: DpopMode;
  readonly proofVerifier: DpopProofVerifier | undefined;
  /** Whether the token source checks DPoP proofs and bindings itself. */
  readonly sourceChecksProofs: boolean;
  readonly trustBoundary: TrustBoundary;
  readonly passesMessagesOn: boolean;
  readonly responseSigner: ResponseSigner | undefined;
  readonly profile: 'fapi2' | undefined;
  readonly revocations: Revocations | undefined;
  readonly timeBudget: number | undefined;
  /** Whether the token source watches the deadline of a request itself. */
  readonly sourceKeepsDeadlines: boolean;
  readonly onEvent: EventListener | undefined;
  readonly now: () => number;
}

/** @throws TypeError naming the option that is wrong */
export function checkProtectionOptions(
  options: ProtectionOptions,
  source: { readonly checksProofs?: boolean; readonly keepsDeadlines?: boolean },
): ProtectionSettings {
  const { realm, proofVerifier, resourceMetadata, timeBudget, onEvent, now = Date.now } = options;
  if (realm !== undefined && !/^[\x20-\x7e]+$/.test(realm)) {
    throw new TypeError('options.realm: printable ASCII is expected');
  }
  if (resourceMetadata !== undefined && !URL.canParse(resourceMetadata)) {
    throw new TypeError('options.resourceMetadata: a URL is expected');
  }
  if (timeBudget !== undefined && !(timeBudget > 0 && timeBudget <= LONGEST_TIME_LIMIT)) {
    throw new TypeError(
      `options.timeBudget: a positive number of milliseconds up to ${LONGEST_TIME_LIMIT} is expected`,
    );
  }
  if (options.revocations !== undefined && typeof options.revocations?.find !== 'function') {
    throw new TypeError('options.revocations: an object as createRevocations makes it is expected');
  }
  const dpop = checkDpopMode(options.dpop, 'options.dpop') ?? 'off';
  const sourceChecksProofs = source.checksProofs === true;
  if (dpop !== 'off' && proofVerifier === undefined && !sourceChecksProofs) {
    throw new TypeError('options.proofVerifier: needed for DPoP, because the token source checks no proofs');
  }
  return Object.freeze({
    challenge: Object.freeze({
      realm,
      algorithms: (proofVerifier?.algorithms ?? DEFAULT_DPOP_ALGORITHMS).join(' '),
      resourceMetadata,
    }),
    dpop,
    proofVerifier,
    sourceChecksProofs,
    trustBoundary: options.trustBoundary ?? createTrustBoundary(),
    passesMessagesOn:
      checkOneOf(options.messageSignatures, ['off', 'pass-on'], 'options.messageSignatures') === 'pass-on',
    responseSigner: options.responseSigner,
    profile: checkOneOf(options.profile, ['fapi2'], 'options.profile'),
    revocations: options.revocations,
    timeBudget,
    sourceKeepsDeadlines: source.keepsDeadlines === true,
    onEvent,
    now,
  });
}
