import type { AccessToken } from './access-token.ts';
import type { DpopProofVerdict } from './binding/dpop/dpop-proof-verifier.ts';
import { type CredentialsFault, readCredentials } from './credentials.ts';
import type { DenialDetail, Denied, ResponseHeaders } from './decision.ts';
import type { DenialCode } from './denial.ts';
import type { CheckedPolicy } from './policy-check.ts';
import type { PresentedMessage, PresentedToken } from './presented-token.ts';
import type { ProtectionSettings } from './protection-options.ts';
import type { ResourceRequest } from './resource-request.ts';
import { denialDetailOf, denialOf } from './token-sources/refusal.ts';
import type { AuthorityUnavailable, TokenRefused } from './token-sources/token-source.ts';
import { findViolation } from './violation.ts';
import { Visit } from './visit.ts';

/** The facts about a token that was presented, and the nonce that came with them. */
interface ActiveToken {
  readonly token: AccessToken;
  readonly dpopNonce?: string | undefined;
}

/** Faults in which the client meant to use DPoP. */
const FAULTS_OF_PROOFS: ReadonlySet<CredentialsFault> = new Set(['proof_missing', 'several_proofs']);

/** One access token, from the request that presents it to the judgement of the facts about it. */
export class Presentation {
  readonly presented: PresentedToken;
  readonly #visit: Visit;
  readonly #policy: CheckedPolicy;

  private constructor(visit: Visit, policy: CheckedPolicy, presented: PresentedToken) {
    this.#visit = visit;
    this.#policy = policy;
    this.presented = presented;
  }

  /** Reads what a request presents (RFC 6750, section 2; RFC 9449, section 7.1; RFC 8705, section 3). */
  static async read(
    settings: ProtectionSettings,
    request: ResourceRequest,
    policy: CheckedPolicy,
  ): Promise<Presentation | Denied> {
    const visit = new Visit(settings, request, policy);
    const { dpop } = visit;
    if (dpop !== 'off' && settings.proofVerifier === undefined && !settings.sourceChecksProofs) {
      throw new TypeError(
        'policy.dpop: nobody verifies DPoP proofs here, neither a proofVerifier nor the token source',
      );
    }
    if (visit.interactionId === 'malformed') return visit.deny('malformed_interaction_id', undefined, {});

    const location = settings.profile === 'fapi2' ? 'header' : policy.credentials;
    const credentials = await readCredentials(request, location, dpop);
    if (typeof credentials === 'string') {
      return visit.deny(credentials, FAULTS_OF_PROOFS.has(credentials) ? 'DPoP' : undefined, {});
    }
    const { scheme, token, proof } = credentials;
    const mustProve = neededProof(visit, policy);
    const needsOrigin =
      proof !== undefined || settings.passesMessagesOn || settings.trustBoundary.readsCertificates;
    if (!needsOrigin) return new Presentation(visit, policy, { scheme, token, mustProve });

    const { uri, clientCertificate } = settings.trustBoundary.resolve(request, request.connection ?? {});
    if (proof !== undefined && uri === undefined) {
      const reason =
        'nobody who is trusted says which address the request was sent to: configure the public URL';
      return visit.deny('proof_not_verifiable', scheme, { reason });
    }
    return new Presentation(visit, policy, {
      scheme,
      token,
      proof:
        proof === undefined || uri === undefined ? undefined : { jwt: proof, method: request.method, uri },
      certificate: typeof clientCertificate === 'object' ? clientCertificate : undefined,
      message: settings.passesMessagesOn ? messageOf(request, uri) : undefined,
      mustProve,
    });
  }

  /** Turns the request away. */
  deny(code: DenialCode, detail: DenialDetail): Denied {
    return this.#visit.deny(code, this.presented.scheme, detail);
  }

  /** Turns the request away for an answer other than "active". */
  refuse(answer: TokenRefused | AuthorityUnavailable, detail?: DenialDetail): Denied {
    const { dpopNonce, ...known } = denialDetailOf(answer);
    return this.deny(denialOf(answer), { ...detail, ...known, dpopNonce: dpopNonce ?? detail?.dpopNonce });
  }

  /** The fields that the answer to a request that may go on carries. */
  headers(nonceOfSource: string | undefined): ResponseHeaders {
    return this.#visit.headers(nonceOfSource);
  }

  /**
   * Holds the facts about the token against what the request proves and what the policy asks.
   *
   * @param audience the resources of which the token must name one; `null` for any
   * @returns the denial, or `undefined` where the request may go on
   */
  async judge(
    { token, dpopNonce }: ActiveToken,
    audience: readonly string[] | null,
  ): Promise<Denied | undefined> {
    const fault =
      findBindingFault(this.#visit.settings, this.presented, token) ?? (await this.#verifyProof(token));
    const violation = fault ?? findViolation(this.#policy, token, audience, this.#visit.settings.now());
    return violation === undefined ? undefined : this.deny(violation.code, { ...violation, dpopNonce });
  }

  async #verifyProof(token: AccessToken): Promise<BindingFault | undefined> {
    const { proof, token: accessToken } = this.presented;
    const { proofVerifier } = this.#visit.settings;
    if (proof === undefined || proofVerifier === undefined) return undefined;
    const { jwt, method, uri } = proof;
    let verdict: DpopProofVerdict;
    try {
      verdict = await proofVerifier.verify({ proof: jwt, method, uri, accessToken });
    } catch (cause) {
      return { code: 'replay_store_unavailable', reason: 'the store of used DPoP proofs failed', cause };
    }
    if (!verdict.valid) {
      const code = verdict.error === 'use_dpop_nonce' ? 'nonce_required' : 'proof_refused';
      return { code, reason: verdict.reason };
    }
    if (token.jwkThumbprint === undefined || token.jwkThumbprint === verdict.jwkThumbprint) return undefined;
    return {
      code: 'proof_refused',
      reason: 'the proof is of another key than the one that the token is bound to',
    };
  }
}

interface BindingFault {
  readonly code: DenialCode;
  readonly reason: string;
  readonly cause?: unknown;
}

/** A binding that is a fact must be proved, whatever is switched on or off; and a policy may ask for one. */
function findBindingFault(
  { sourceChecksProofs }: ProtectionSettings,
  { proof, certificate, mustProve }: PresentedToken,
  { jwkThumbprint, certificateThumbprint }: AccessToken,
): BindingFault | undefined {
  if (certificateThumbprint !== undefined && certificate?.thumbprint !== certificateThumbprint) {
    const found = certificate === undefined ? 'none' : 'another one';
    return {
      code: 'token_bound',
      reason: `the token is bound to a client certificate, and the request proves ${found}`,
    };
  }
  if (proof === undefined && jwkThumbprint !== undefined) {
    return { code: 'token_bound', reason: 'the token is bound to a DPoP key, and it is presented as Bearer' };
  }
  if (sourceChecksProofs) return undefined;
  if (proof !== undefined && jwkThumbprint === undefined) {
    return {
      code: 'token_not_bound',
      reason: 'the token is presented with a DPoP proof, and it is not bound to a key',
    };
  }
  const isBound = jwkThumbprint !== undefined || certificateThumbprint !== undefined;
  if (mustProve === undefined || isBound) return undefined;
  return { code: 'token_not_bound', reason: 'the token is not bound, and the policy asks for it' };
}

function neededProof({ dpop, settings }: Visit, policy: CheckedPolicy): PresentedToken['mustProve'] {
  if (dpop === 'require') return 'dpop';
  return policy.senderConstraint === 'required' || settings.profile === 'fapi2' ? 'any' : undefined;
}

function messageOf(request: ResourceRequest, uri: string | undefined): PresentedMessage {
  const length = request.header('content-length');
  const hasBody =
    (length !== undefined && length !== '0') || request.header('transfer-encoding') !== undefined;
  return { method: request.method, uri, headers: request.headerFields?.() ?? [], hasBody };
}
