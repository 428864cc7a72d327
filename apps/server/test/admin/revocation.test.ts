// What a revocation at the admin listener does to the requests that come after it.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, startParts } from '../running-parts.ts';
import { ADMIN, revoke, statusesOf } from './admin-client.ts';

const UNCACHED = ADMIN;
const CACHED = { ...ADMIN, INTROSPECTION_CACHE_TTL: '3600' };

for (const [name, environment] of [
  ['without a cache', UNCACHED],
  ['with a cache', CACHED],
] as const) {
  suite(name, () => {
    for (const kind of ['token', 'subject', 'client'] as const) {
      test(`a revocation of a ${kind} is effective for the very next request, and for no other token`, async (t) => {
        const parts = await startParts(t, environment);
        const token = await parts.issueToken();
        const other = await parts.issueToken({
          ...(kind === 'client' && { clientId: 1002 }),
          ...(kind === 'subject' && { subject: '2', scopes: [] }),
        });
        assert.deepEqual(await statusesOf(parts, token), [200, 200]);
        const others = await statusesOf(parts, other);

        const target = { token, subject: '1', client: '1001' }[kind];
        const { status, answer } = await revoke(parts, { [kind]: target });
        assert.deepEqual([status, answer], [200, { revoked: kind, authority: 'told' }]);

        assert.deepEqual(await statusesOf(parts, token), [401, 401]);
        assert.deepEqual(await statusesOf(parts, other), others);
        assert.ok(!parts.log().includes(token));
      });
    }

    test('tokens that are issued after it are good, those from before never again', async (t) => {
      const parts = await startParts(t, environment);
      const before = await parts.issueToken();
      assert.deepEqual(await statusesOf(parts, before), [200, 200]);
      for (const target of [{ subject: '1' }, { client: '1001' }]) {
        await revoke(parts, target);
        const after = await parts.issueToken();
        assert.deepEqual(await statusesOf(parts, after), [200, 200]);
        assert.deepEqual(await statusesOf(parts, before), [401, 401]);
        assert.deepEqual(await statusesOf(parts, after), [200, 200]);
      }
    });

    test('where Authlete cannot be told, all tokens are refused here until a repetition has told it', async (t) => {
      const parts = await startParts(t, environment);
      const token = await parts.issueToken();
      assert.deepEqual(await statusesOf(parts, token), [200, 200]);

      parts.authlete.failures.add({ kind: 'status', status: 503, endpoint: '/auth/token/revoke' });
      const { status, answer } = await revoke(parts, { subject: '1' });
      assert.equal(status, 202);
      assert.deepEqual(answer, {
        revoked: 'subject',
        authority: 'failed',
        reason: 'Authlete answered with HTTP 503',
      });
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
      assert.deepEqual(await statusesOf(parts, await parts.issueToken()), [401, 401]);

      parts.authlete.failures.clear();
      assert.equal((await revoke(parts, { subject: '1' })).status, 200);
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
      assert.deepEqual(await statusesOf(parts, await parts.issueToken()), [200, 200]);
    });
  });
}

test('with Authlete gone altogether, what is kept of a revoked token lets nobody through', async (t) => {
  const parts = await startParts(t, { ...CACHED, INTROSPECTION_STALE_IF_ERROR: '3600' });
  const token = await parts.issueToken();
  const other = await parts.issueToken({ subject: '2' });
  const time = async (sent: string): Promise<number> =>
    (await ask(parts.url, '/api/time', { headers: ['Authorization', `Bearer ${sent}`] })).status;
  assert.deepEqual([await time(token), await time(other)], [200, 200]);
  await parts.authlete.close();
  assert.equal((await revoke(parts, { token })).status, 202);
  assert.deepEqual([await time(token), await time(other)], [401, 200]);
});

test('a grant is refused here, and Authlete is not told, because it has no call for it', async (t) => {
  const parts = await startParts(t, ADMIN);
  const { status, answer } = await revoke(parts, { grant: 'g1' });
  assert.deepEqual(
    [status, answer],
    [
      200,
      {
        revoked: 'grant',
        authority: 'not_told',
        reason: 'Authlete has no call that revokes all tokens of a grant',
      },
    ],
  );
});

test('the log says who was concerned, and hides tokens', async (t) => {
  const parts = await startParts(t, ADMIN);
  const token = await parts.issueToken();
  await revoke(parts, { subject: 'somebody' });
  await revoke(parts, { token });
  assert.match(parts.log(), /"revoked":"subject","authority":"told","subject":"somebody","msg":"revoked"/);
  assert.match(parts.log(), /"revoked":"token","authority":"told","msg":"revoked"/);
  assert.ok(!parts.log().includes(token));
});
