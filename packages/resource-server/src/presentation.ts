import type { AccessToken } from './access-token.ts';
import type { ClientCertificateReading } from './binding/client-certificate/client-certificate.ts';
import type { DpopProofVerdict } from './binding/dpop/dpop-proof-verifier.ts';
import { type CredentialsReading, readCredentials, type Scheme } from './credentials.ts';
import type { DenialDetail, Denied, Granted, ResponseHeaders } from './decision.ts';
import type { DenialCode } from './denial.ts';
import { inTime } from './in-time.ts';
import { ResponseSigningError } from './message-signatures/response-signing-error.ts';
import type { CheckedPolicy } from './policy-check.ts';
import { PresentedAccessToken } from './presented-access-token.ts';
import type { PresentedMessage, PresentedToken } from './presented-token.ts';
import type { ProtectionSettings } from './protection-options.ts';
import type { HeaderLines, ResourceRequest } from './resource-request.ts';
import type { Revocations, RevocationVerdict } from './revocation/revocations.ts';
import { denialDetailOf, denialOf } from './token-sources/refusal.ts';
import type { AuthorityUnavailable, TokenRefused } from './token-sources/token-source.ts';
import { isCanonicalTarget } from './trust-boundary/canonical-target.ts';
import { within } from './userinfo/time-limit.ts';
import { findExpiry, findViolation } from './violation.ts';
import { Visit } from './visit.ts';

/** The facts about a token that was presented, and what came with them. */
interface ActiveToken {
  readonly state: 'active';
  readonly token: AccessToken;
  readonly dpopNonce?: string | undefined;
  readonly asOf?: number | undefined;
}

/** Who is asked about a token: a token source, or a UserInfo authority. */
interface Source<Active extends ActiveToken> {
  inspect(
    presented: PresentedToken,
  ): Active | TokenRefused | AuthorityUnavailable | Promise<Active | TokenRefused | AuthorityUnavailable>;
}

/** One access token, from the request that presents it to the judgement of the facts about it. */
export class Presentation {
  readonly presented: PresentedAccessToken;
  readonly #visit: Visit;
  readonly #policy: CheckedPolicy;
  readonly #certificate: ClientCertificateReading;

  private constructor(
    visit: Visit,
    policy: CheckedPolicy,
    presented: PresentedAccessToken,
    certificate: ClientCertificateReading = 'none',
  ) {
    this.#visit = visit;
    this.#policy = policy;
    this.#certificate = certificate;
    this.presented = presented;
  }

  /**
   * Reads what a request presents (RFC 6750, section 2; RFC 9449, section 7.1; RFC 8705, section 3). Only a form must be waited
   * for.
   */
  static read(
    settings: ProtectionSettings,
    request: ResourceRequest,
    policy: CheckedPolicy,
  ): Presentation | Denied | Promise<Presentation | Denied> {
    const visit = new Visit(settings, request, policy);
    const { dpop } = visit;
    if (dpop !== 'off' && settings.proofVerifier === undefined && !settings.sourceChecksProofs) {
      throw new TypeError(
        'policy.dpop: nobody verifies DPoP proofs here, neither a proofVerifier nor the token source',
      );
    }
    if (visit.hasMalformedInteractionId) {
      return visit.deny('malformed_interaction_id', schemeMeant(request), {});
    }

    const location = settings.profile === 'fapi2' ? 'header' : policy.credentials;
    const reading = readCredentials(request, location, dpop);
    return reading instanceof Promise
      ? reading.then((credentials) => Presentation.#present(visit, policy, credentials))
      : Presentation.#present(visit, policy, reading);
  }

  static #present(
    visit: Visit,
    policy: CheckedPolicy,
    credentials: CredentialsReading,
  ): Presentation | Denied {
    const { request, settings } = visit;
    if (typeof credentials === 'string') return visit.deny(credentials, schemeMeant(request), {});
    const { scheme, token, proof } = credentials;
    const mustProve = neededProof(visit, policy);
    const { maxStaleness, staleIfError } = policy;
    const { timeBudget } = settings;
    const deadline = timeBudget === undefined ? undefined : settings.now() + timeBudget;
    const needsOrigin =
      proof !== undefined || settings.passesMessagesOn || settings.trustBoundary.readsCertificates;
    if (!needsOrigin) {
      const presented = new PresentedAccessToken({
        scheme,
        token,
        mustProve,
        maxStaleness,
        staleIfError,
        deadline,
      });
      return new Presentation(visit, policy, presented);
    }

    const { uri, clientCertificate } = settings.trustBoundary.resolve(request, request.connection ?? {});
    if (proof !== undefined && uri === undefined) {
      const reason = isCanonicalTarget(request.target)
        ? 'nobody who is trusted says which address the request was sent to: configure the public URL'
        : 'the path of the request has more than one reading, so no address is certain';
      return visit.deny('proof_not_verifiable', scheme, { reason });
    }
    const verifiedHere = settings.proofVerifier !== undefined;
    const presented = new PresentedAccessToken({
      scheme,
      token,
      proof:
        proof === undefined || uri === undefined
          ? undefined
          : { jwt: proof, method: request.method, uri, verifiedHere },
      certificate: typeof clientCertificate === 'object' ? clientCertificate : undefined,
      message: settings.passesMessagesOn ? messageOf(request, uri) : undefined,
      mustProve,
      maxStaleness,
      staleIfError,
      deadline,
    });
    return new Presentation(visit, policy, presented, clientCertificate);
  }

  /**
   * Asks what the token is worth, and holds the answer against what was revoked here before the request came. Only what must be
   * waited for is.
   */
  inspect<Active extends ActiveToken>(
    source: Source<Active>,
  ): ReturnType<Source<Active>['inspect']> | Promise<Active | TokenRefused | AuthorityUnavailable | Denied> {
    const { revocations } = this.#visit.settings;
    return revocations === undefined || revocations.isEmpty()
      ? this.#ask(source, this.presented)
      : this.#inspectUnrevoked(source, revocations);
  }

  #ask<Active extends ActiveToken>(
    source: Source<Active>,
    presented: PresentedToken,
  ): ReturnType<Source<Active>['inspect']> {
    const asked = source.inspect(presented);
    return asked instanceof Promise ? this.waitFor(asked) : asked;
  }

  async #inspectUnrevoked<Active extends ActiveToken>(
    source: Source<Active>,
    revocations: Revocations,
  ): Promise<Active | TokenRefused | AuthorityUnavailable | Denied> {
    const begun = this.#visit.settings.now();
    let answer = await this.#ask(source, this.presented);
    if (answer.state !== 'active') return answer;
    let verdict = await this.#findRevocation(revocations, answer, begun);
    // Facts without an age were asked for by this request, so they know of all that was revoked before it came.
    if (verdict === 'outdated' && answer.asOf !== undefined) {
      answer = await this.#ask(source, this.presented.fresh);
      if (answer.state !== 'active') return answer;
      verdict = await this.#findRevocation(revocations, answer, begun);
    }
    if (verdict === 'outdated') {
      if ((answer.asOf ?? begun) >= begun) return answer;
      return { state: 'unavailable', reason: 'what is known about the token is older than a revocation' };
    }
    if (verdict !== 'revoked') return verdict ?? answer;
    const reason = 'the token, or all of its grant, its subject or its client, was revoked here';
    return this.deny('token_revoked', { reason, dpopNonce: answer.dpopNonce });
  }

  /** @param begun when this request came: the age of facts that tell none */
  async #findRevocation(
    revocations: Revocations,
    { token, asOf, dpopNonce }: ActiveToken,
    begun: number,
  ): Promise<RevocationVerdict | Denied | undefined> {
    try {
      return await this.#inTime(revocations.find(this.presented, token, asOf ?? begun));
    } catch (cause) {
      const reason = 'the store of revocations failed';
      return this.deny('revocation_store_unavailable', { reason, cause, dpopNonce });
    }
  }

  /** How many milliseconds are left of the time budget, from 0 on; `undefined` where there is no budget. */
  timeLeft(): number | undefined {
    const { deadline } = this.presented;
    return deadline === undefined ? undefined : Math.max(0, deadline - this.#visit.settings.now());
  }

  /** The answer of the authority, or that it did not come within the time budget. */
  waitFor<Answer>(asked: Promise<Answer>): Promise<Answer | AuthorityUnavailable> {
    const left = this.#visit.settings.sourceKeepsDeadlines ? undefined : this.timeLeft();
    return left === undefined ? asked : inTime(left, asked, TOO_LATE);
  }

  /** What a store says; it rejects where that does not come within the time budget. */
  #inTime<Result>(asked: Result | Promise<Result>): Result | Promise<Result> {
    const left = this.timeLeft();
    return left !== undefined && asked instanceof Promise ? within(left, asked) : asked;
  }

  /** Turns the request away. */
  deny(code: DenialCode, detail: DenialDetail): Denied {
    return this.#visit.deny(code, this.presented.scheme, detail);
  }

  /** Turns the request away for an answer other than "active". */
  refuse(answer: TokenRefused | AuthorityUnavailable, detail?: DenialDetail): Denied {
    const { dpopNonce, reason = '', ...known } = denialDetailOf(answer);
    // A source that checks bindings itself has not seen it, so only here somebody can tell.
    const unreadable = answer.state === 'refused' && this.#certificate === 'malformed';
    return this.deny(denialOf(answer), {
      ...detail,
      ...known,
      reason: unreadable ? `${reason}; the client certificate of the request cannot be read` : reason,
      dpopNonce: dpopNonce ?? detail?.dpopNonce,
    });
  }

  /**
   * What signs the answer to a request that may go on.
   *
   * @throws ResponseSigningError where nothing can sign it
   */
  signer(): Granted['sign'] {
    const { request, settings } = this.#visit;
    const { uri } = settings.trustBoundary.resolve(request, request.connection ?? {});
    const { responseSigner } = settings;
    if (responseSigner === undefined) throw new ResponseSigningError('no_signer');
    if (uri === undefined) {
      throw new ResponseSigningError('component_unavailable', { component: '"@target-uri";req' });
    }
    const header = (name: string): HeaderLines => request.header(name);
    const message = { method: request.method, targetUri: uri, header };
    return (response) => responseSigner.sign({ request: message, response });
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
  judge(
    active: ActiveToken,
    audience: readonly string[] | null,
  ): Denied | undefined | Promise<Denied | undefined> {
    const { token } = active;
    const now = this.#visit.settings.now();
    // The proof of an expired token is not verified, so that nobody without a good one can fill the replay store.
    const fault = findExpiry(token, now) ?? this.#findBindingFault(token);
    const conclude = (found: BindingFault | undefined): Denied | undefined => {
      const violation = found ?? findViolation(this.#policy, token, audience, now);
      return violation && this.deny(violation.code, { ...violation, dpopNonce: active.dpopNonce });
    };
    if (fault !== undefined || this.presented.proof === undefined) return conclude(fault);
    return this.#verifyProof(token).then(conclude);
  }

  /** A binding that is a fact must be proved, whatever is switched on or off; and a policy may ask for one. */
  #findBindingFault({ jwkThumbprint, certificateThumbprint }: AccessToken): BindingFault | undefined {
    const { proof, certificate, mustProve } = this.presented;
    if (certificateThumbprint !== undefined && certificate?.thumbprint !== certificateThumbprint) {
      const found = CERTIFICATES_FOUND[typeof this.#certificate === 'string' ? this.#certificate : 'other'];
      return {
        code: 'token_bound',
        reason: `the token is bound to a client certificate, and the request proves ${found}`,
      };
    }
    if (proof === undefined && jwkThumbprint !== undefined) {
      return {
        code: 'token_bound',
        reason: 'the token is bound to a DPoP key, and it is presented as Bearer',
      };
    }
    if (this.#visit.settings.sourceChecksProofs) return undefined;
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

  async #verifyProof(token: AccessToken): Promise<BindingFault | undefined> {
    const { proof, token: accessToken, tokenDigest } = this.presented;
    const { proofVerifier } = this.#visit.settings;
    if (proof === undefined || proofVerifier === undefined) return undefined;
    const { jwt, method, uri } = proof;
    let verdict: DpopProofVerdict;
    try {
      const verified = proofVerifier.verify({ proof: jwt, method, uri, accessToken, tokenDigest });
      verdict = await this.#inTime(verified);
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

const TOO_LATE: AuthorityUnavailable = Object.freeze({
  state: 'unavailable',
  reason: 'the authority did not answer within the time budget of the request',
});

interface BindingFault {
  readonly code: DenialCode;
  readonly reason: string;
  readonly cause?: unknown;
}

const CERTIFICATES_FOUND = {
  none: 'none',
  malformed: 'none that can be read',
  other: 'another one',
} as const;

/** The scheme that a client meant to use, whatever became of it: its error belongs into the challenge for that one. */
function schemeMeant(request: ResourceRequest): Scheme | undefined {
  const lines = request.header('authorization');
  return typeof lines === 'string' && /^dpop/i.test(lines) ? 'DPoP' : undefined;
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
