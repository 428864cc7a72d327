import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { suite, test, type TestContext } from 'node:test';
import type { JsonValue } from 'oauth-resource-server';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';

/** What an authorization request says of a token at Authlete, and no call of its API can. */
interface Requested {
  readonly claims?: {
    readonly userinfo: Readonly<Record<string, unknown>>;
    readonly transformed_claims?: Readonly<Record<string, unknown>>;
  };
  readonly consentedClaims?: readonly string[];
}

async function askWith(parts: RunningParts, requested: Requested, scopes = ['openid']): Promise<Answer> {
  const { authlete } = parts;
  const accessToken = await parts.issueToken({ scopes });
  const response = await fetch(`${authlete.url}/local/tokens/claims`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${authlete.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessToken, ...requested }),
  });
  assert.ok(response.ok, await response.text());
  return ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${accessToken}`] });
}

async function claimsWith(parts: RunningParts, requested: Requested, scopes?: string[]): Promise<unknown> {
  const answer = await askWith(parts, requested, scopes);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}

async function startWith(
  t: TestContext,
  claims: Readonly<Record<string, JsonValue>>,
  environment?: Record<string, string>,
): Promise<RunningParts> {
  const parts = await startParts(t, environment);
  await parts.store.update('1', { claims });
  return parts;
}

suite('claims of the running server', () => {
  test('OpenID Connect Core, 5.2: a language falls back to a less specific one, then to the untagged value', async (t) => {
    const parts = await startWith(t, { 'name#ja': 'ジョン', 'nickname#de-CH': 'Hansli' });
    const userinfo = { 'name#ja-Kana-JP': null, 'nickname#DE': null, 'given_name#fr': null, name: null };
    assert.deepEqual(await claimsWith(parts, { claims: { userinfo } }), {
      sub: '1',
      'name#ja': 'ジョン',
      'nickname#DE': 'Hansli',
      given_name: 'John',
      name: 'John Smith',
    });
  });

  test('OpenID Connect Core, 5.5.1: values that were asked for, and essential claims that are missing', async (t) => {
    const parts = await startWith(t, { 'https://example.com/claims/level': 3 });
    const userinfo = {
      email: { value: 'somebody@example.com', essential: true },
      locale: { values: ['fr', 'en-GB'] },
      'https://example.com/claims/level': { value: 3 },
      website: { essential: true },
    };
    assert.deepEqual(await claimsWith(parts, { claims: { userinfo } }, ['openid', 'email']), {
      sub: '1',
      locale: 'en-GB',
      'https://example.com/claims/level': 3,
    });
  });

  test('OpenID Connect Core, 5.5.1: the claims of another subject than the token’s are refused', async (t) => {
    const parts = await startParts(t);
    const answer = await askWith(parts, { claims: { userinfo: { sub: { value: '2' } } } });
    assert.equal(answer.status, 403);
    assert.match(answer.headers['www-authenticate'] ?? '', /error="insufficient_scope"/);
    assert.doesNotMatch(answer.body, /John/);
    const same = await askWith(parts, { claims: { userinfo: { sub: { value: '1' } } } });
    assert.equal(same.status, 200);
  });

  test('OpenID Connect Core, 5.6.2: aggregated and distributed claims as they are stored, those that were asked for', async (t) => {
    const parts = await startWith(t, {
      _claim_names: { credit_score: 'agency', salary: 'employer' },
      _claim_sources: {
        agency: { endpoint: 'https://agency.example.com/claims', access_token: 'ksj3n283dke' },
        employer: { JWT: 'e30.e30.c2ln' },
      },
    });
    assert.deepEqual(await claimsWith(parts, { claims: { userinfo: { credit_score: null } } }), {
      sub: '1',
      _claim_names: { credit_score: 'agency' },
      _claim_sources: {
        agency: { endpoint: 'https://agency.example.com/claims', access_token: 'ksj3n283dke' },
      },
    });
    assert.doesNotMatch(parts.log(), /ksj3n283dke/);
  });

  test('OpenID Connect Advanced Syntax for Claims: a transformed claim, and not the claim that it is made of', async (t) => {
    const parts = await startParts(t);
    const claims = {
      userinfo: { ':born_on_april_1': null, email: null },
      transformed_claims: { born_on_april_1: { claim: 'birthdate', fn: [['eq', '1984-04-01']] } },
    };
    const answer = { sub: '1', ':born_on_april_1': true, email: 'john@example.com' };
    assert.deepEqual(await claimsWith(parts, { claims }), answer);
    const consented = { claims, consentedClaims: [':born_on_april_1'] };
    assert.deepEqual(await claimsWith(parts, consented), { sub: '1', ':born_on_april_1': true });
    assert.deepEqual(await claimsWith(parts, { claims, consentedClaims: ['email'] }), {
      sub: '1',
      email: 'john@example.com',
    });
  });

  test('only what the user has consented to is released; CONSENTED_CLAIMS=ignore releases what was requested', async (t) => {
    const requested = { consentedClaims: ['given_name'] };
    const scopes = ['openid', 'email', 'profile'];
    assert.deepEqual(await claimsWith(await startParts(t), requested, scopes), {
      sub: '1',
      given_name: 'John',
    });
    const ignoring = await startParts(t, { CONSENTED_CLAIMS: 'ignore' });
    assert.deepEqual(await claimsWith(ignoring, requested, ['openid', 'email']), {
      sub: '1',
      email: 'john@example.com',
      email_verified: true,
    });
  });

  test('a value of the wrong type in the database is left out, and the log names the claim', async (t) => {
    const parts = await startParts(t);
    // The store itself takes no such value: it was written by another program.
    const database = new DatabaseSync(parts.databaseFile);
    t.after(() => database.close());
    database.exec(
      `UPDATE users SET claims = json_set(claims, '$.email_verified', 'true') WHERE subject = '1'`,
    );
    assert.deepEqual(await claimsWith(parts, {}, ['openid', 'email']), {
      sub: '1',
      email: 'john@example.com',
    });
    assert.match(parts.log(), /"names":\["email_verified"\]/);
  });
});
