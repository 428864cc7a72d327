import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';

const FORM = ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8'];

function claimsOf(answer: Answer): Record<string, unknown> {
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  return JSON.parse(answer.body) as Record<string, unknown>;
}

async function askUserInfo({ url }: RunningParts, token: string): Promise<Answer> {
  return ask(url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
}

/** Sets which claims the client of a token requested, which Authlete's API cannot. */
async function requestClaims(
  { authlete }: RunningParts,
  accessToken: string,
  names: readonly string[],
): Promise<void> {
  const userinfo = Object.fromEntries(names.map((name) => [name, null]));
  const response = await fetch(`${authlete.url}/local/tokens/claims`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${authlete.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessToken, claims: { userinfo } }),
  });
  assert.ok(response.ok, await response.text());
}

/** Every claim of OpenID Connect Core 1.0, section 5.1, that is stored; `sub` and `updated_at` come by themselves. */
const STANDARD_CLAIMS = {
  name: 'Jane Doe',
  given_name: 'Jane',
  family_name: 'Doe',
  middle_name: 'Q.',
  nickname: 'JD',
  preferred_username: 'jane',
  profile: 'https://example.com/jane',
  picture: 'https://example.com/jane.png',
  website: 'https://jane.example',
  gender: 'female',
  birthdate: '0000-03-22',
  zoneinfo: 'Europe/Paris',
  locale: 'fr-CA',
  email: 'jane@example.com',
  email_verified: false,
  phone_number: '+1 (604) 555-1234;ext=5678',
  phone_number_verified: true,
  address: {
    formatted: '1 rue de la Paix\n75002 Paris',
    street_address: '1 rue de la Paix',
    locality: 'Paris',
    region: 'Île-de-France',
    postal_code: '75002',
    country: 'FR',
  },
};

test('OpenID Connect Core 1.0, section 5.1: every standard claim is stored and served with its type', async (t) => {
  const parts = await startParts(t);
  const user = await parts.store.add({ subject: 'jane', username: 'jane', claims: STANDARD_CLAIMS });
  const claims = claimsOf(await askUserInfo(parts, await parts.issueToken({ subject: 'jane' })));
  assert.deepEqual(claims, {
    sub: 'jane',
    ...STANDARD_CLAIMS,
    updated_at: Math.floor(user.updatedAt / 1000),
  });
});

test('section 5.4: scopes say which claims are released', async (t) => {
  const parts = await startParts(t);
  const claims = claimsOf(await askUserInfo(parts, await parts.issueToken({ scopes: ['openid', 'email'] })));
  assert.deepEqual(claims, { sub: '1', email: 'john@example.com', email_verified: true });
});

test('section 5.3.2: sub alone is an answer, and absent claims are left out', async (t) => {
  const parts = await startParts(t);
  await parts.store.add({ subject: 'bare', username: 'bare' });
  const claims = claimsOf(
    await askUserInfo(parts, await parts.issueToken({ subject: 'bare', scopes: ['openid', 'email'] })),
  );
  assert.deepEqual(claims, { sub: 'bare' });
});

test('section 5.2: claims with language tags', async (t) => {
  const parts = await startParts(t);
  const stored = { family_name: 'Yamada', 'family_name#ja-Hani-JP': '山田', given_name: 'Hanako' };
  await parts.store.add({ subject: 'hanako', username: 'hanako', claims: stored });
  const token = await parts.issueToken({ subject: 'hanako', scopes: ['openid'] });
  await requestClaims(parts, token, ['family_name', 'family_name#ja-hani-jp', 'given_name#ja']);
  assert.deepEqual(claimsOf(await askUserInfo(parts, token)), {
    sub: 'hanako',
    family_name: 'Yamada',
    'family_name#ja-hani-jp': '山田',
    given_name: 'Hanako',
  });
});

test('section 5.5: claims that were requested by name are served beside those of the scopes', async (t) => {
  const parts = await startParts(t);
  await parts.store.update('1', { claims: { 'https://example.com/department': { id: 7, name: 'Clocks' } } });
  const token = await parts.issueToken({ scopes: ['openid'] });
  await requestClaims(parts, token, ['https://example.com/department', 'nickname']);
  assert.deepEqual(claimsOf(await askUserInfo(parts, token)), {
    sub: '1',
    'https://example.com/department': { id: 7, name: 'Clocks' },
  });
});

test('section 5.3.1: POST with the token in the header, with and without a body', async (t) => {
  const parts = await startParts(t);
  const authorization = ['Authorization', `Bearer ${await parts.issueToken()}`];
  for (const [headers, body] of [
    [authorization, undefined],
    [[...authorization, ...FORM], 'schema=openid'],
    [[...authorization, 'Content-Type', 'application/json'], '{"unread'],
  ] as const) {
    const answer = await ask(parts.url, '/api/userinfo', { method: 'POST', headers, body });
    assert.equal(claimsOf(answer)['sub'], '1');
  }
});

test('section 5.3.1 and RFC 6750, section 2.2: POST with the token in a form', async (t) => {
  const parts = await startParts(t);
  const body = `schema=openid&access_token=${await parts.issueToken()}`;
  const answer = await ask(parts.url, '/api/userinfo', { method: 'POST', headers: FORM, body });
  assert.equal(claimsOf(answer)['name'], 'John Smith');
});

test('RFC 6750, section 2.2: a form in a GET request is not read', async (t) => {
  const parts = await startParts(t);
  const body = `access_token=${await parts.issueToken()}`;
  const answer = await ask(parts.url, '/api/userinfo', { method: 'GET', headers: FORM, body });
  assert.equal(answer.status, 401);
  assert.equal(answer.headers['www-authenticate'], 'Bearer');
});

test('section 5.3.2: a signed answer is sent byte for byte as application/jwt', async (t) => {
  const parts = await startParts(t);
  const answer = await askUserInfo(parts, await parts.issueToken({ clientId: 1003 }));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/jwt');
  assert.match(answer.body, /^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('characters outside of ASCII arrive as they are stored', async (t) => {
  const parts = await startParts(t);
  const name = 'Zoë 山田 😀 \u2028 "\\';
  await parts.store.add({ subject: 'zoe', username: 'zoe', claims: { name } });
  const answer = await askUserInfo(parts, await parts.issueToken({ subject: 'zoe' }));
  assert.equal(claimsOf(answer)['name'], name);
});

test('requests of many users at once: nobody gets the claims of somebody else', async (t) => {
  const parts = await startParts(t);
  const subjects = Array.from({ length: 50 }, (_, index) => `user-${index}`);
  const tokens = new Map<string, string>();
  for (const subject of subjects) {
    await parts.store.add({
      subject,
      username: subject,
      claims: { name: `Name of ${subject}`, email: `${subject}@example.com` },
    });
    tokens.set(subject, await parts.issueToken({ subject }));
  }
  const requests = subjects.flatMap((subject) =>
    Array.from({ length: 4 }, async () => {
      const claims = claimsOf(await askUserInfo(parts, tokens.get(subject) ?? ''));
      assert.equal(claims['sub'], subject);
      assert.equal(claims['name'], `Name of ${subject}`);
      assert.equal(claims['email'], `${subject}@example.com`);
    }),
  );
  await Promise.all(requests);
});

test('a change of a claim is seen by the very next request', async (t) => {
  const parts = await startParts(t);
  const token = await parts.issueToken();
  assert.equal(claimsOf(await askUserInfo(parts, token))['nickname'], undefined);
  await parts.store.update('1', { claims: { nickname: 'Johnny' } });
  assert.equal(claimsOf(await askUserInfo(parts, token))['nickname'], 'Johnny');
});
