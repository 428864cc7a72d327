import assert from 'node:assert/strict';
import {
  customFetch,
  protectedResourceRequest,
  type WWWAuthenticateChallenge,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';

/** The challenges of an answer as an independent client reads them; none where there is no `WWW-Authenticate`. */
export async function readChallenges(answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}): Promise<readonly WWWAuthenticateChallenge[]> {
  const response = new Response(null, answer);
  try {
    await protectedResourceRequest('token', 'GET', new URL('https://api.example'), undefined, null, {
      [customFetch]: async () => response,
    });
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) return error.cause;
    throw error;
  }
  assert.equal(response.headers.get('www-authenticate'), null, 'the client cannot read the challenge');
  return [];
}

/** The parameters of the one Bearer challenge that a header value is. */
export async function readBearerChallenge(value: string): Promise<WWWAuthenticateChallenge['parameters']> {
  const challenges = await readChallenges({ status: 401, headers: { 'WWW-Authenticate': value } });
  assert.equal(challenges.length, 1);
  assert.equal(challenges[0]?.scheme, 'bearer');
  assert.equal(challenges[0].token68, undefined);
  return challenges[0].parameters;
}
