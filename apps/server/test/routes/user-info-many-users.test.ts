import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, startParts } from '../running-parts.ts';
import { manyUsers, recordImport, rowsOf } from '../users/imported-rows.ts';

const USERS = 2000;
const AT_ONCE = 200;

test('200 UserInfo requests at once, over thousands of users, each get the claims of their own user', async (context) => {
  const { url, store, issueToken } = await startParts(context);
  await store.remove('1');
  await store.importUsers(rowsOf(manyUsers(USERS)), recordImport());
  const subjects = Array.from({ length: AT_ONCE }, (_, index) => String(1 + index * (USERS / AT_ONCE)));
  const scopes = ['openid', 'profile', 'email'];
  const tokens = await Promise.all(subjects.map((subject) => issueToken({ subject, scopes })));
  const answers = await Promise.all(
    tokens.map((token) => ask(url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] })),
  );
  for (const [index, { status, body }] of answers.entries()) {
    assert.equal(status, 200, body);
    const { updated_at, ...claims } = JSON.parse(body) as Record<string, unknown>;
    assert.equal(typeof updated_at, 'number');
    const sub = subjects[index] ?? '';
    assert.deepEqual(claims, {
      sub,
      name: `User ${sub}`,
      email: `user${sub}@example.com`,
      email_verified: true,
    });
  }
});
