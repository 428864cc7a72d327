import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideDatabasePassword } from '../../src/users/database-url.ts';
import { readPostgresUrl } from '../../src/users/postgres/postgres-url.ts';

const read = (url: string) => readPostgresUrl(url, '/srv/app');

describe('the address of a PostgreSQL database', () => {
  it('names host, port, database, user and password, percent-encoded where needed', () => {
    const address = read('postgresql://jo%40hn:s%2F%3Aecret@db.example.com:6432/my%20users');
    const { host, port, database, user, password } = address;
    assert.deepEqual(
      [host, port, database, user, password],
      ['db.example.com', 6432, 'my users', 'jo@hn', 's/:ecret'],
    );
  });

  it('has defaults for everything but the database', () => {
    assert.deepEqual(read('postgres:///users'), {
      host: 'localhost',
      port: 5432,
      database: 'users',
      user: undefined,
      password: undefined,
      tlsMode: 'disable',
      rootCertificateFile: undefined,
      certificateFile: undefined,
      keyFile: undefined,
      connectTimeout: 5000,
      statementTimeout: 10_000,
      poolSize: 10,
      applicationName: 'resource-server',
      options: undefined,
    });
  });

  it('takes the parameters of libpq, and two of ours', () => {
    const address = read(
      'postgres://[::1]/users?connect_timeout=2&statement_timeout=500&pool_size=3&application_name=a&options=-c%20x%3Dy' +
        '&sslmode=verify-ca&sslrootcert=ca.pem&sslcert=/etc/c.pem&sslkey=k.pem',
    );
    assert.equal(address.host, '::1');
    assert.deepEqual(
      [address.connectTimeout, address.statementTimeout, address.poolSize, address.options],
      [2000, 500, 3, '-c x=y'],
    );
    assert.deepEqual(
      [address.rootCertificateFile, address.certificateFile, address.keyFile],
      ['/srv/app/ca.pem', '/etc/c.pem', '/srv/app/k.pem'],
    );
    assert.equal(read('postgres:///users?host=/var/run/postgresql').host, '/var/run/postgresql');
  });

  it('means verified TLS unless it is said otherwise or the database is on this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '']) {
      assert.equal(read(`postgres://${host}/users`).tlsMode, 'disable', host);
    }
    for (const host of ['db', 'localhost.example.com', '128.0.0.1', '10.0.0.1']) {
      assert.equal(read(`postgres://${host}/users`).tlsMode, 'verify-full', host);
      assert.equal(read(`postgres://${host}/users?sslmode=disable`).tlsMode, 'disable', host);
    }
    assert.equal(read('postgres://db/users?sslmode=require').tlsMode, 'require');
    assert.equal(read('postgres://db/users?sslmode=require&sslrootcert=ca.pem').tlsMode, 'verify-ca');
    assert.equal(read('postgres://db/users?sslrootcert=system').rootCertificateFile, undefined);
  });

  for (const url of [
    'postgres:',
    'postgres://john:secret@db',
    'postgres://john:secret@db/',
    'postgres://john:secret@db/a/b',
    'postgres://john:se/cret@db/users',
    'postgres://john:12/secret@db/users',
    'postgres://john:12#secret@db/users',
    'postgres://john:sec%ret@db/users',
    'postgres://john:secret@db:port/users',
    'postgres://db/users?sslmode=prefer',
    'postgres://db/users?sslmode=',
    'postgres://db/users?sslmod=verify-full',
    'postgres://db/users?password=secret',
    'postgres://db/users?pool_size=0',
    'postgres://db/users?pool_size=5&pool_size=6',
    'postgres://db/users?connect_timeout=soon',
    'postgres://db/users?statement_timeout=-1',
  ]) {
    it(`is not ${url}, which is refused without showing it`, () => {
      assert.throws(() => read(url), { code: 'invalid_database_url', message: /^[^]*$/ });
      assert.throws(
        () => read(url),
        (error: Error) => !/secret|cret@|12/.test(error.message),
      );
    });
  }

  it('is shown without what may be the password', () => {
    for (const [url, shown] of [
      ['postgres://john:secret@db/users', 'postgres://john:(hidden)@db/users'],
      ['postgres://john:se@cr/et@db/users', 'postgres://john:(hidden)@db/users'],
      ['postgres://john@db/users', 'postgres://john@db/users'],
      [
        'postgres://db/users?password=secret&pool_size=5',
        'postgres://db/users?password=(hidden)&pool_size=5',
      ],
      ['sqlite:./data/users.db', 'sqlite:./data/users.db'],
    ] as const) {
      assert.equal(hideDatabasePassword(url), shown);
    }
  });
});
