/**
 * Why a response could not be signed: nothing is there to sign it, a component that must be covered has no value that can be, the clock tells no time, or the
 * signature itself failed.
 */
export type ResponseSigningFault =
  | 'no_signer'
  | 'component_unavailable'
  | 'clock_unusable'
  | 'signature_failed';

/** A response could not be signed. Answer 500: the response must not go out unsigned. The message holds nothing of the response. */
export class ResponseSigningError extends Error {
  override readonly name = 'ResponseSigningError';
  readonly code: ResponseSigningFault;
  /** The identifier of the component, such as `"@target-uri";req`. */
  readonly component: string | undefined;

  constructor(code: ResponseSigningFault, details: { component?: string; cause?: unknown } = {}) {
    super(
      `The response cannot be signed: ${code}`,
      'cause' in details ? { cause: details.cause } : undefined,
    );
    this.code = code;
    this.component = details.component;
  }
}
