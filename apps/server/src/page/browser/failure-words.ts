import { PageError, type PageErrorCode } from './page-error.ts';
import { UnreachableError } from './unreachable-error.ts';

const AGAIN = 'Sign in again.';

const UNFORESEEN = 'Something went wrong that nobody foresaw. Reload the page, and try again.';

/** What the page finds, and what local Authlete says (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6). */
const WORDS: Readonly<Record<PageErrorCode, string>> & Readonly<Record<string, string>> = {
  access_denied:
    'Access was not allowed: the sign-in was cancelled, or consent was denied. Nothing was issued. Sign in again, and allow what you like.',
  unmet_authentication_requirements:
    'Local Authlete has no sign-in of the class that was asked for. Sign in as usual, or give it that class (acrValues).',
  invalid_scope: 'Local Authlete does not know one of the scopes. Choose others, and sign in again.',
  invalid_client:
    'Local Authlete does not know this client. Was its state removed? Restart it, and sign in again.',
  invalid_grant: `The code is not good any more: each is good once, and for a minute. ${AGAIN}`,
  invalid_request: `Local Authlete does not understand the request. ${AGAIN}`,
  server_error: 'Local Authlete has failed; the terminal in which it runs says more. Try again.',
  temporarily_unavailable: 'Local Authlete cannot do it at the moment. Try again.',
  authority_failed:
    'Local Authlete did not answer as it should. Is it still running, and the right one? Try again.',
  foreign_response: `This answer belongs to no sign-in that was begun in this tab, so it was not used. ${AGAIN}`,
  id_token_invalid: `The ID token is not what it must be, so the tokens were thrown away. ${AGAIN}`,
  state_mismatch: `The answer belongs to another sign-in than the one that was begun last in this tab (its state differs), so it was not used. ${AGAIN}`,
  token_type_unexpected: `The token is not of the kind that was asked for, so it was thrown away. ${AGAIN}`,
  unexpected_issuer:
    'Somebody else than local Authlete has answered, so the answer was not used. Is another program at its address?',
  user_info_invalid:
    'This UserInfo cannot be trusted: it could not be decrypted, or its signature, issuer, audience or subject is wrong.',
};

/** What went wrong, and what to do next, in plain words. */
export function describeFailure(error: unknown): string {
  if (error instanceof UnreachableError) {
    return `Nobody answers at ${error.origin}. Is npm start still running? Start it, then try again.`;
  }
  if (!(error instanceof PageError)) return UNFORESEEN;
  return (
    (Object.hasOwn(WORDS, error.code) ? WORDS[error.code] : undefined) ??
    `Local Authlete says “${error.code}”. ${AGAIN}`
  );
}
