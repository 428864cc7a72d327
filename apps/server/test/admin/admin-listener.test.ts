// Who gets in at the admin listener, and what misuse gets.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { suite, test } from 'node:test';
import { createMemoryReplicaStore, createRevocations } from 'oauth-resource-server';
import { createAdminApp } from '../../src/admin/admin-app.ts';
import { createAdminAuthentication } from '../../src/admin/admin-authentication.ts';
import { createLogger } from '../../src/logging.ts';
import { createTestCertificate } from '../protection/test-certificate.ts';
import { TlsClient } from '../protection/tls-client.ts';
import { ask, startParts } from '../running-parts.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { ADMIN, ADMIN_TOKEN, post, revoke, statusesOf } from './admin-client.ts';

const TARGET = JSON.stringify({ subject: '1' });

test('there is no admin listener where nobody asks for one, and none of it on the public one', async (t) => {
  const off = await startParts(t);
  assert.equal(off.adminUrl, '');
  const parts = await startParts(t, ADMIN);
  for (const { url } of [off, parts]) {
    const headers = ['Authorization', `Bearer ${ADMIN_TOKEN}`, 'Content-Type', 'application/json'];
    assert.equal((await ask(url, '/revocations', { method: 'POST', headers, body: TARGET })).status, 404);
  }
  const headers = ['Authorization', `Bearer ${ADMIN_TOKEN}`];
  assert.equal((await ask(parts.adminUrl, '/api/time', { headers })).status, 404);
});

test('it stops with the server', async (t) => {
  const parts = await startParts(t, ADMIN);
  assert.equal((await revoke(parts, { subject: '1' })).status, 200);
  await parts.close();
  await assert.rejects(post(parts.adminUrl, TARGET), { code: 'ECONNREFUSED' });
});

suite('without the right token', () => {
  test('the answer is 401, nothing is revoked, and what was sent is not logged', async (t) => {
    const parts = await startParts(t, ADMIN);
    const token = await parts.issueToken();
    for (const [name, authorization] of Object.entries({
      'no Authorization header': '',
      'another token': `Bearer ${ADMIN_TOKEN.replace('k', 'x')}`,
      'the token and more': `Bearer ${ADMIN_TOKEN}x`,
      'part of the token': `Bearer ${ADMIN_TOKEN.slice(0, -1)}`,
      'an empty token': 'Bearer ',
      'another scheme': `Basic ${Buffer.from(`admin:${ADMIN_TOKEN}`).toString('base64')}`,
      'the token without a scheme': ADMIN_TOKEN,
      'two tokens': `Bearer ${ADMIN_TOKEN}, Bearer ${ADMIN_TOKEN}`,
    })) {
      const { status, headers, body } = await post(parts.adminUrl, JSON.stringify({ token }), {
        authorization,
      });
      assert.equal(status, 401, name);
      assert.equal(headers['www-authenticate'], 'Bearer');
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(JSON.parse(body).error, 'invalid_token');
      const sent = authorization.replace(/^\w+ /, '');
      assert.ok(sent === '' || !parts.log().includes(sent), name);
    }
    assert.deepEqual(await statusesOf(parts, token), [200, 200]);
  });

  test('paths that are there and paths that are not look alike', async (t) => {
    const { adminUrl } = await startParts(t, ADMIN);
    for (const [method, where] of [
      ['GET', '/revocations'],
      ['GET', '/'],
      ['DELETE', '/nothing'],
    ] as const) {
      assert.equal((await ask(adminUrl, where, { method })).status, 401);
    }
  });

  test('a body that never ends is not waited for', async (t) => {
    const { adminUrl } = await startParts(t, ADMIN);
    const status = await new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': '60000' };
      const sent = request(`${adminUrl}/revocations`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('{');
    });
    assert.equal(status, 401);
  });

  test('failures are limited to ten in a minute, and do not keep the operator out', async (t) => {
    const parts = await startParts(t, ADMIN);
    const statuses: number[] = [];
    for (let times = 0; times < 25; times += 1) {
      statuses.push((await post(parts.adminUrl, TARGET, { authorization: 'Bearer guessed' })).status);
    }
    assert.equal(statuses[0], 401);
    assert.equal(statuses.at(-1), 429);
    assert.ok(
      parts.log().match(/without the right token/g)!.length <= 20,
      'at most ten in each of two minutes',
    );
    assert.equal((await revoke(parts, { subject: '1' })).status, 200);
  });

  test('in the next minute failures are answered one by one again', () => {
    let now = 1_000_000;
    const authenticate = createAdminAuthentication([ADMIN_TOKEN], () => now);
    const outcomes = Array.from({ length: 12 }, () => authenticate('Bearer guessed'));
    assert.deepEqual(outcomes, [...Array.from({ length: 10 }, () => 'refused'), 'limited', 'limited']);
    assert.equal(authenticate(`Bearer ${ADMIN_TOKEN}`), 'accepted');
    now += 60_000;
    assert.equal(authenticate('Bearer guessed'), 'refused');
  });
});

test('while the token changes, the old and the new one are right', async (t) => {
  const other = 'another-token-of-thirty-two-characters';
  const { adminUrl } = await startParts(t, { ...ADMIN, ADMIN_TOKEN: `${other}, ${ADMIN_TOKEN}` });
  for (const token of [other, ADMIN_TOKEN]) {
    assert.equal((await post(adminUrl, TARGET, { authorization: `Bearer ${token}` })).status, 200);
    assert.equal((await post(adminUrl, TARGET, { authorization: `bearer  ${token}` })).status, 200);
  }
});

suite('with the right token', () => {
  test('a body that does not say exactly one thing: 400, and nothing is revoked', async (t) => {
    const parts = await startParts(t, ADMIN);
    for (const [name, body] of [
      ['nothing', ''],
      ['no JSON', 'subject=1'],
      ['null', 'null'],
      ['a list', '[{"subject":"1"}]'],
      ['no member', '{}'],
      ['two members', '{"subject":"1","client":"1001"}'],
      ['a member that does not exist', '{"user":"1"}'],
      ['a member too many', '{"subject":"1","reason":"stolen"}'],
      ['a number', '{"subject":1}'],
      ['an empty name', '{"subject":""}'],
      ['a name with a line break', '{"subject":"1\\n"}'],
      ['a name without end', JSON.stringify({ subject: 'x'.repeat(1001) })],
      ['a token with a line break', '{"token":"abc\\n"}'],
      ['a token with a scheme', '{"token":"Bearer abc"}'],
      ['a prototype', '{"__proto__":{"subject":"1"}}'],
      ['a name of the prototype', '{"constructor":"1"}'],
      ['nesting without end', '['.repeat(30_000)],
    ] as const) {
      const { status, body: answer } = await post(parts.adminUrl, body);
      assert.equal(status, 400, name);
      assert.equal(JSON.parse(answer).error, 'invalid_request');
    }
    assert.ok(!parts.log().includes('"msg":"revoked"'));
  });

  test('another content type: 415', async (t) => {
    const { adminUrl } = await startParts(t, ADMIN);
    for (const contentType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'json',
    ]) {
      assert.equal((await post(adminUrl, TARGET, { contentType })).status, 415, contentType);
    }
    assert.equal(
      (await post(adminUrl, TARGET, { contentType: 'application/json; charset=utf-8' })).status,
      200,
    );
  });

  test('a body of more than 64 KiB: 413', async (t) => {
    const { adminUrl } = await startParts(t, ADMIN);
    assert.equal((await post(adminUrl, JSON.stringify({ subject: 'x'.repeat(70_000) }))).status, 413);
  });

  test('another method: 405, with the one that there is', async (t) => {
    const { adminUrl } = await startParts(t, ADMIN);
    const headers = ['Authorization', `Bearer ${ADMIN_TOKEN}`, 'Content-Type', 'application/json'];
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await ask(adminUrl, '/revocations', { method, headers });
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST']);
    }
    assert.equal((await ask(adminUrl, '/', { headers })).status, 404);
  });

  test('a client of Authlete by its alias: 202, because no token would be refused for it', async (t) => {
    const parts = await startParts(t, ADMIN);
    const { status, answer } = await revoke(parts, { client: 'demo' });
    assert.equal(status, 202);
    assert.match(JSON.stringify(answer), /by its number, not by an alias/);
  });
});

test('what could not be recorded: 503, and the log says why', async (t) => {
  const logStream = new PassThrough();
  const store = createMemoryReplicaStore({ maximumEntries: 1 });
  const app = createAdminApp({
    tokens: [ADMIN_TOKEN],
    revocations: createRevocations({ store }),
    logger: createLogger('info', logStream),
  });
  t.after(() => app.close());
  const adminUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  assert.equal((await revoke({ adminUrl }, { token: 'a' })).status, 200);
  const { status, answer } = await revoke({ adminUrl }, { token: 'tok3n' });
  assert.equal(status, 503);
  assert.match(JSON.stringify(answer), /"not_recorded"/);
  const logged = String(logStream.read());
  assert.match(logged, /"code":"store_full","authority":"not_told","msg":"not revoked"/);
  assert.ok(!logged.includes('tok3n'));
});

test('for other machines it speaks HTTPS with the certificate of the server, for this one plain HTTP', async (t) => {
  const directory = temporaryDirectory(t);
  const certificate = createTestCertificate('server');
  const tls = { TLS_CERTIFICATE: path.join(directory, 'cert.pem'), TLS_KEY: path.join(directory, 'key.pem') };
  writeFileSync(tls.TLS_CERTIFICATE, certificate.cert);
  writeFileSync(tls.TLS_KEY, certificate.key);
  const open = await startParts(t, { ...ADMIN, ...tls, ADMIN_HOST: '0.0.0.0' });
  const url = open.adminUrl.replace('0.0.0.0', '127.0.0.1');
  assert.match(url, /^https:/);
  const client = new TlsClient({ ca: certificate.cert });
  const headers = ['Authorization', `Bearer ${ADMIN_TOKEN}`, 'Content-Type', 'application/json'];
  const answer = await client.ask(url, '/revocations', { method: 'POST', headers, body: TARGET });
  assert.equal(answer.status, 200);

  const local = await startParts(t, { ...ADMIN, ...tls });
  assert.match(local.adminUrl, /^http:\/\/127\.0\.0\.1:/);
  assert.equal((await revoke(local, { subject: '1' })).status, 200);
});
