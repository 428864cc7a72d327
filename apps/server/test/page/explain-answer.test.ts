// What the page says of the server's answers, with the answers of the server itself.
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { send } from '../../src/page/browser/http/exchange.ts';
import { explainAnswer, type Explanation } from '../../src/page/browser/call/explain-answer.ts';
import { nextWish } from '../../src/page/browser/sign-in/next-wish.ts';
import { type RunningParts, startParts } from '../running-parts.ts';

const LAST = { clientId: '2001', scopes: ['profile'], acrValues: ['pwd'], repeat: '/before' };

async function explain(
  t: TestContext,
  path: string,
  members?: Readonly<Record<string, unknown>> | string,
): Promise<{ explanation: Explanation; parts: RunningParts }> {
  const parts = await startParts(t, { DPOP: 'accept' }, { withPage: true });
  const token = typeof members === 'object' ? await parts.issueToken(members) : members;
  const { answer } = await send({
    method: 'GET',
    url: parts.url + path,
    headers: token === undefined ? [] : [['Authorization', `Bearer ${token}`]],
  });
  return { explanation: explainAnswer(answer), parts };
}

suite('the page explains', () => {
  test('a token that suffices', async (t) => {
    const { explanation } = await explain(t, '/api/time', {});
    assert.equal(explanation.isGood, true);
  });

  test('RFC 6750, section 3: a challenge without an error, because there was no token', async (t) => {
    const { explanation } = await explain(t, '/api/time');
    assert.equal(explanation.isGood, false);
    assert.match(explanation.words, /^There is no token.* as Bearer or DPoP/);
    assert.equal(explanation.next, undefined);
  });

  test('invalid_token: sign in again, and call the same', async (t) => {
    const { explanation } = await explain(t, '/api/time', 'unknown');
    assert.match(explanation.words, /expired, was revoked/);
    assert.ok(explanation.next);
    assert.deepEqual(nextWish(LAST, explanation.next, '/api/time'), {
      clientId: '2001',
      scopes: ['profile'],
      repeat: '/api/time',
    });
  });

  test('RFC 6750, section 3.1: insufficient_scope: sign in again, and ask for what is needed too', async (t) => {
    const { explanation } = await explain(t, '/api/userinfo', { scopes: ['profile'] });
    assert.match(explanation.words, /lacks a scope: the challenge asks for openid\./);
    assert.ok(explanation.next);
    assert.deepEqual(nextWish(LAST, explanation.next, '/api/userinfo').scopes, ['openid', 'profile']);
  });

  test('RFC 9470, section 4: step-up: sign in again as the challenge says', async (t) => {
    const { explanation } = await explain(t, '/api/step-up/time', { acr: 'pwd' });
    assert.match(explanation.words, /the class mfa \(acr_values\), at most 300 seconds ago \(max_age\)/);
    assert.ok(explanation.next);
    assert.deepEqual(nextWish(LAST, explanation.next, '/api/step-up/time'), {
      clientId: '2001',
      scopes: ['profile'],
      acrValues: ['mfa'],
      maxAge: 300,
      repeat: '/api/step-up/time',
    });
  });

  test('a strong and fresh sign-in opens the sample of a step-up, an old one does not', async (t) => {
    const now = Math.floor(Date.now() / 1000);
    const fresh = await explain(t, '/api/step-up/time', { acr: 'mfa', authTime: now - 10 });
    assert.equal(fresh.explanation.isGood, true);
    const old = await explain(t, '/api/step-up/time', { acr: 'mfa', authTime: now - 400 });
    assert.equal(old.explanation.next?.kind, 'step-up');
  });

  test('503: local Authlete is down, and the token may be good', async (t) => {
    const { parts } = await explain(t, '/api/time');
    await parts.authlete.close();
    const { answer } = await send({
      method: 'GET',
      url: `${parts.url}/api/time`,
      headers: [['Authorization', 'Bearer abc']],
    });
    assert.match(explainAnswer(answer).words, /neither yes nor no.* Try again in \d+ s\.$/);
  });
});
