import { type Challenge, readChallenges } from '../http/challenges.ts';
import { type Answer, headerOf } from '../http/exchange.ts';

/** What the person can do about an answer. */
export type NextStep =
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'ask-for-scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'step-up'; readonly acrValues: readonly string[]; readonly maxAge: number | undefined };

export interface Explanation {
  readonly isGood: boolean;
  /** In plain words. */
  readonly words: string;
  readonly next?: NextStep;
}

/** Says what an answer of the API means, and what its challenge asks for (RFC 6750, section 3.1; RFC 9449; RFC 9470). */
export function explainAnswer(answer: Answer): Explanation {
  const { status } = answer;
  if (status >= 200 && status < 300) return { isGood: true, words: 'The token opens this endpoint.' };
  const challenges = readChallenges(headerOf(answer, 'WWW-Authenticate') ?? '');
  const challenge = challenges.find(({ parameters }) => parameters['error'] !== undefined);
  if (challenge !== undefined) return { isGood: false, ...explainError(challenge) };
  if (status === 401) return { isGood: false, words: explainBareChallenge(challenges) };
  if (status === 503) {
    const seconds = headerOf(answer, 'Retry-After') ?? 'a few';
    return {
      isGood: false,
      words:
        'The server cannot ask local Authlete what the token is worth, so it says neither yes nor no: the token may be ' +
        `perfectly good. Try again in ${seconds} s.`,
    };
  }
  return { isGood: false, words: 'The server could not answer. Its log says more.' };
}

function explainBareChallenge(challenges: readonly Challenge[]): string {
  const schemes = [...new Set(challenges.map(({ scheme }) => scheme))].join(' or ');
  return (
    `There is no token in the request. That is no error yet, so the challenge names none: it says that a token can come as ${schemes}, ` +
    'and where to read what a client needs to know (resource_metadata).'
  );
}

function explainError({ scheme, parameters }: Challenge): Omit<Explanation, 'isGood'> {
  const { error, acr_values: acrValues, max_age: maxAge } = parameters;
  switch (error) {
    case 'invalid_token':
      return {
        words:
          scheme.toLowerCase() === 'dpop'
            ? 'The token is not good for this: it has expired, was revoked, or is not bound to the key of the proof.'
            : 'The token is not good for this: it has expired, was revoked, is not known, or is bound to a key that the request does not prove.',
        next: { kind: 'sign-in' },
      };
    case 'insufficient_scope': {
      const scopes = parameters['scope']?.split(' ') ?? [];
      return {
        words: `The token is valid, but it lacks a scope: the challenge asks for ${scopes.join(' ') || 'more'}.`,
        next: { kind: 'ask-for-scopes', scopes },
      };
    }
    case 'insufficient_user_authentication':
      return {
        words:
          'The token is valid, but this endpoint wants a stronger or fresher sign-in: the challenge asks for ' +
          `${describeStepUp(acrValues, maxAge)}.`,
        next: {
          kind: 'step-up',
          acrValues: acrValues?.split(' ') ?? [],
          maxAge: maxAge === undefined ? undefined : Number(maxAge),
        },
      };
    case 'use_dpop_nonce':
      return {
        words:
          'The proof has no nonce of this server, or an old one. The answer brings the one to use (DPoP-Nonce), so the page ' +
          'makes a new proof with it and sends the request again.',
      };
    case 'invalid_dpop_proof':
      return { words: 'The proof is not one for this request: each is good once, and for a minute.' };
    default:
      return { words: parameters['error_description'] ?? 'The server does not take the request.' };
  }
}

function describeStepUp(acrValues: string | undefined, maxAge: string | undefined): string {
  return [
    ...(acrValues === undefined ? [] : [`the class ${acrValues.split(' ').join(' or ')} (acr_values)`]),
    ...(maxAge === undefined ? [] : [`at most ${maxAge} seconds ago (max_age)`]),
  ].join(', ');
}
