/** What can go wrong between the page and local Authlete; `failure-words.ts` has words for each, and for OAuth's own codes. */
export type PageErrorCode =
  | 'authority_failed'
  | 'foreign_response'
  | 'id_token_invalid'
  | 'state_mismatch'
  | 'token_type_unexpected'
  | 'unexpected_issuer'
  | 'user_info_invalid';

/** Something went wrong that the person should know of. The code may also be one of OAuth's. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly code: string;

  constructor(code: PageErrorCode | { readonly oauth: string }, options?: ErrorOptions) {
    const text = typeof code === 'string' ? code : code.oauth;
    super(text, options);
    this.code = text;
  }
}
