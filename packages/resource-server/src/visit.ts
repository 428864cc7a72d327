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
  /** What the FAPI profile says about the request: its interaction identifier; `undefined` without the profile. */
  readonly interactionId: string | 'malformed' | undefined;

  constructor(settings: ProtectionSettings, request: ResourceRequest, policy: CheckedPolicy) {
    this.settings = settings;
    this.request = request;
    this.dpop = policy.dpop ?? settings.dpop;
    if (settings.profile === 'fapi2') {
      const reading = readInteractionId(request);
      this.interactionId = reading === 'malformed' ? reading : reading.id;
    }
  }

  /** The fields that every answer carries, with the source's own nonce before ours, which it would not accept. */
  headers(nonceOfSource: string | undefined): ResponseHeaders {
    const nonce =
      nonceOfSource ?? (this.dpop === 'off' ? undefined : this.settings.proofVerifier?.currentNonce());
    return protectedHeaders(nonce, this.interactionId === 'malformed' ? undefined : this.interactionId);
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
