import type { DpopMode, Scheme } from './credentials.ts';
import { deny, type DenialDetail, type Denied, protectedHeaders, type ResponseHeaders } from './decision.ts';
import type { DenialCode } from './denial.ts';
import { readInteractionId } from './message-signatures/interaction-id.ts';
import type { CheckedPolicy } from './policy-check.ts';
import type { ProtectionSettings } from './protection-options.ts';
import type { ResourceRequest } from './resource-request.ts';

/** One request on its way through the protection, and the answers that it may get. */
export class Visit {
  readonly settings: ProtectionSettings;
  readonly request: ResourceRequest;
  readonly dpop: DpopMode;
  /** The interaction identifier that answers carry; `undefined` without the FAPI profile. */
  readonly #interactionId: string | undefined;
  /** Whether the client sent an interaction identifier that is not one. */
  readonly hasMalformedInteractionId: boolean;

  constructor(settings: ProtectionSettings, request: ResourceRequest, policy: CheckedPolicy) {
    this.settings = settings;
    this.request = request;
    this.dpop = policy.dpop ?? settings.dpop;
    const reading = settings.profile === 'fapi2' ? readInteractionId(request) : undefined;
    this.hasMalformedInteractionId = reading === 'malformed';
    this.#interactionId = typeof reading === 'object' ? reading.id : undefined;
  }

  /** The fields that every answer carries, with the source's own nonce before ours, which it would not accept. */
  headers(nonceOfSource: string | undefined): ResponseHeaders {
    const nonce =
      nonceOfSource ?? (this.dpop === 'off' ? undefined : this.settings.proofVerifier?.currentNonce());
    return protectedHeaders(nonce, this.#interactionId);
  }

  /**
   * Turns the request away.
   *
   * @param used the scheme that the client used; `undefined` where it used none that counts
   */
  deny(code: DenialCode, used: Scheme | undefined, detail: DenialDetail): Denied {
    const headers = this.headers(detail.dpopNonce);
    const denied = deny(code, this.settings.challenge, this.dpop, used, headers, detail);
    this.settings.onEvent?.({ type: 'access_denied', request: this.request, denied });
    return denied;
  }
}
