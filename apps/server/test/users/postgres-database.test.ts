import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { openUserStore } from '../../src/users/open-user-store.ts';
import type { OpenUserStoreOptions } from '../../src/users/open-user-store.ts';
import type { UserStore } from '../../src/users/user-store.ts';
import { createTestCertificate } from '../protection/test-certificate.ts';
import { ask, startParts } from '../running-parts.ts';
import { failureOf } from './failure-of.ts';
import { startPostgresProxy } from './postgres-proxy.ts';
import { findPostgres, NO_POSTGRES } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const postgres = await findPostgres();

if (postgres === undefined) {
  it('PostgreSQL: is opened, lost and found again', { skip: NO_POSTGRES });
} else {
  testOpening(postgres);
  testFailures(postgres);
  testTls(postgres);
}

async function open(
  context: TestContext,
  url: string,
  options: OpenUserStoreOptions = {},
): Promise<UserStore> {
  const store = await openUserStore(url, options);
  context.after(() => store.close());
  return store;
}

/** A connection of somebody else to the database, which ends with the test. */
async function connectTo(context: TestContext, connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  context.after(() => client.end());
  return client;
}

function withParameter(databaseUrl: string, name: string, value: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set(name, value);
  return url.href;
}

function testOpening(postgres: PostgresServer): void {
  describe('a PostgreSQL database', () => {
    it('is set up once when several replicas start at the same time', async (context) => {
      const url = await postgres.createSchema(context);
      const stores = await Promise.all([1, 2, 3, 4, 5].map(() => open(context, url)));
      assert.equal(stores.filter(({ created }) => created).length, 1);
      await stores[0]?.add({ subject: '1', username: 'john' });
      assert.equal((await stores[4]?.findBySubject('1'))?.username, 'john');
      assert.equal((await open(context, url)).created, false);
    });

    it('is left empty when only an existing one is wanted', async (context) => {
      const url = await postgres.createSchema(context);
      const error = await failureOf(openUserStore(url, { create: false }));
      assert.equal(error.code, 'database_missing');
      assert.equal((await open(context, url)).created, true);
    });

    it('of a newer program is refused and left as it is', async (context) => {
      const url = await postgres.createSchema(context);
      await open(context, url);
      const other = await connectTo(context, url);
      await other.query('insert into resource_server_migrations values (99, 0)');
      const error = await failureOf(openUserStore(url));
      assert.equal(error.code, 'database_newer');
      assert.match(error.message, /its schema is 99.*update the program/);
    });

    it('in which another program keeps its users is refused, but not for those in another schema', async (context) => {
      const url = await postgres.createSchema(context);
      const other = await connectTo(context, url);
      await other.query('create table users (id integer)');
      assert.equal((await failureOf(openUserStore(url))).code, 'database_foreign');
      assert.equal((await open(context, await postgres.createSchema(context))).created, true);
    });
  });
}

function testFailures(postgres: PostgresServer): void {
  describe('a PostgreSQL database that cannot answer', () => {
    it('because it does not exist says so', async () => {
      const url = `postgres://postgres:secret@${postgres.host}:${postgres.port}/no_such_database`;
      const error = await failureOf(openUserStore(url));
      assert.equal(error.code, 'database_inaccessible');
      assert.match(error.message, /no_such_database at .* does not exist: create it first/);
      assert.doesNotMatch(error.message, /secret/);
    });

    it('because somebody holds a lock is told after the busy timeout', async (context) => {
      const url = await postgres.createSchema(context);
      const store = await open(context, url, { busyTimeout: 20 });
      const holder = await connectTo(context, url);
      await holder.query('begin; lock table users');
      assert.equal((await failureOf(store.findBySubject('1'))).code, 'database_locked');
      await holder.query('rollback');
      assert.equal(await store.findBySubject('1'), undefined);
    });

    it('within the statement timeout is told', async (context) => {
      const url = withParameter(await postgres.createSchema(context), 'statement_timeout', '50');
      const store = await open(context, url, { busyTimeout: 60_000 });
      const holder = await connectTo(context, url);
      await holder.query('begin; lock table users');
      const error = await failureOf(store.findBySubject('1'));
      assert.equal(error.code, 'database_inaccessible');
      assert.match(error.message, /did not answer in time/);
      await holder.query('rollback');
    });

    it('because it has stopped is there again as soon as it runs, UserInfo 503 meanwhile', async (context) => {
      const proxy = await startPostgresProxy(context, postgres);
      const url = proxy.addressOf(await postgres.createSchema(context));
      const parts = await startParts(context, { DATABASE_URL: url });
      const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
      assert.equal((await ask(parts.url, '/api/userinfo', { headers })).status, 200);
      await proxy.stop();
      const answer = await ask(parts.url, '/api/userinfo', { headers });
      assert.deepEqual([answer.status, answer.headers['www-authenticate']], [503, undefined]);
      assert.match(answer.body, /"error":"temporarily_unavailable"/);
      assert.equal((await failureOf(parts.store.findBySubject('1'))).code, 'database_inaccessible');
      await proxy.start();
      assert.equal((await ask(parts.url, '/api/userinfo', { headers })).status, 200);
    });

    it('because the network swallows everything is given up, and asked on a new connection', async (context) => {
      const proxy = await startPostgresProxy(context, postgres);
      const url = proxy.addressOf(await postgres.createSchema(context));
      const store = await open(context, withParameter(url, 'statement_timeout', '100'));
      await store.add({ subject: '1', username: 'john' });
      proxy.silence();
      const error = await failureOf(store.findBySubject('1'));
      assert.equal(error.code, 'database_inaccessible');
      assert.match(error.message, /did not answer in time/);
      assert.equal((await store.findBySubject('1'))?.username, 'john');
    });

    it('in the middle of a transaction leaves the process alone, and the database unchanged', async (context) => {
      const proxy = await startPostgresProxy(context, postgres);
      const store = await open(context, proxy.addressOf(await postgres.createSchema(context)));
      const rows = async function* () {
        yield { position: 'line 1', user: { username: 'john' } };
        await proxy.stop();
      };
      const options = { update: false, skipInvalid: false, dryRun: false };
      const silent = { onProblem: () => undefined, onRemark: () => undefined, onProgress: () => undefined };
      const error = await failureOf(store.importUsers(rows(), { ...options, ...silent }));
      assert.equal(error.code, 'database_inaccessible');
      await proxy.start();
      assert.deepEqual((await store.list({ limit: 1 })).users, []);
    });
  });
}

function testTls(postgres: PostgresServer): void {
  const certificate = createTestCertificate('PostgreSQL');

  /** A database that speaks TLS with that certificate, which is for 127.0.0.1, and the file of a root certificate. */
  const startTls = async (context: TestContext, root: string) => {
    const rootFile = path.join(temporaryDirectory(context), 'root.pem');
    writeFileSync(rootFile, root);
    const proxy = await startPostgresProxy(context, postgres, certificate);
    const schema = await postgres.createSchema(context);
    return { rootFile, addressOf: (host: string) => proxy.addressOf(schema, host) };
  };

  describe('a PostgreSQL database with TLS', () => {
    it('is trusted for the certificate of its authority, and its name in it', async (context) => {
      const { rootFile, addressOf } = await startTls(context, certificate.cert);
      const trusted = withParameter(addressOf('127.0.0.1'), 'sslrootcert', rootFile);
      assert.equal((await open(context, withParameter(trusted, 'sslmode', 'verify-full'))).created, true);
      const renamed = withParameter(addressOf('localhost'), 'sslrootcert', rootFile);
      const error = await failureOf(openUserStore(withParameter(renamed, 'sslmode', 'verify-full')));
      assert.equal(error.code, 'database_inaccessible');
      assert.match(error.message, /does not prove with its TLS certificate who it is/);
      assert.equal((await open(context, withParameter(renamed, 'sslmode', 'verify-ca'))).created, false);
    });

    it('of another authority is not trusted, unless nothing is asked of it but to encrypt', async (context) => {
      const { rootFile, addressOf } = await startTls(context, createTestCertificate('Other').cert);
      const url = withParameter(addressOf('127.0.0.1'), 'sslrootcert', rootFile);
      for (const mode of ['verify-full', 'verify-ca', 'require']) {
        const error = await failureOf(openUserStore(withParameter(url, 'sslmode', mode)));
        assert.match(error.message, /does not prove with its TLS certificate who it is/, mode);
      }
      assert.ok(await open(context, withParameter(addressOf('127.0.0.1'), 'sslmode', 'require')));
    });
  });
}
