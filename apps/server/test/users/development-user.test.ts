import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ensureDevelopmentUser } from '../../src/users/development-user.ts';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describe('the development user', () => {
  it('is john, in a database that is new', async (context) => {
    const store = await openUserStore('sqlite::memory:');
    context.after(() => store.close());
    assert.equal(await ensureDevelopmentUser(store), true);
    assert.equal(await ensureDevelopmentUser(store), false);
    const john = await store.verifyPassword('john', 'john');
    assert.equal(john?.subject, '1');
    assert.equal(john.claims.name, 'John Smith');
    assert.equal(john.claims.email, 'john@example.com');
  });

  it('does not appear in a database that was there before, even an empty one', async (context) => {
    const directory = temporaryDirectory(context);
    await (await openUserStore('sqlite:users.db', { directory })).close();
    const store = await openUserStore('sqlite:users.db', { directory });
    context.after(() => store.close());
    assert.equal(await ensureDevelopmentUser(store), false);
    assert.equal(await store.findByUsername('john'), undefined);
  });

  it('does not appear beside others', async (context) => {
    const store = await openUserStore('sqlite::memory:');
    context.after(() => store.close());
    await store.add({ username: 'jane' });
    assert.equal(await ensureDevelopmentUser(store), false);
  });
});
