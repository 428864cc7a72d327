import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { ClaimQuery } from 'oauth-resource-server';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { createUserClaimSource } from '../../src/users/user-claim-source.ts';
import type { UserStore } from '../../src/users/user-store.ts';

const NOW = 1_700_000_000_999;

function queryFor(subject: string): ClaimQuery {
  return {
    subject,
    names: ['name'],
    locales: [],
    clientId: '1001',
    scopes: ['openid'],
    deadline: NOW + 5000,
  };
}

async function openStore(context: TestContext): Promise<UserStore> {
  const store = await openUserStore('sqlite::memory:', { clock: () => NOW });
  context.after(() => store.close());
  return store;
}

describe('the claims of the users database', () => {
  it('are those of the subject, with the time of the last change in seconds', async (context) => {
    const store = await openStore(context);
    const claims = { name: 'John', address: { country: 'UK' }, email_verified: false };
    await store.add({ subject: '1', username: 'john', claims });
    await store.add({ subject: '2', username: 'jane', claims: { name: 'Jane' } });
    const source = createUserClaimSource(store);
    assert.deepEqual(await source.findClaims(queryFor('1')), { ...claims, updated_at: 1_700_000_000 });
    assert.deepEqual(await source.findClaims(queryFor('2')), { name: 'Jane', updated_at: 1_700_000_000 });
  });

  it('hold the time that is stored, where one is', async (context) => {
    const store = await openStore(context);
    await store.add({ subject: '1', username: 'john', claims: { updated_at: 5 } });
    assert.deepEqual(await createUserClaimSource(store).findClaims(queryFor('1')), { updated_at: 5 });
  });

  it('are unknown for an unknown subject and for an inactive one', async (context) => {
    const store = await openStore(context);
    await store.add({ subject: '1', username: 'john', active: false });
    const source = createUserClaimSource(store);
    assert.equal(await source.findClaims(queryFor('1')), undefined);
    assert.equal(await source.findClaims(queryFor('2')), undefined);
  });

  it('are not "unknown" when the database fails', async (context) => {
    const store = await openUserStore('sqlite::memory:');
    context.after(() => store.close());
    await store.close();
    await assert.rejects(createUserClaimSource(store).findClaims(queryFor('1')));
  });
});
