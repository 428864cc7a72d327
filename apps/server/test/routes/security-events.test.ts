// Security event tokens over the wire, into the running server.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { statusesOf } from '../admin/admin-client.ts';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';

const ISSUER = 'https://idp.example.com';
const AUDIENCE = 'https://api.example.com/security-events';
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A security event token about user 1, with other claims in place of these. */
function securityEvent(others: Readonly<Record<string, unknown>> = {}): string {
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    jti: String(Math.random()),
    iat: Math.floor(Date.now() / 1000),
    sub_id: { format: 'iss_sub', iss: ISSUER, sub: '1' },
    events: { [`${CAEP}/session-revoked`]: {} },
    ...others,
  };
  const input = [{ alg: 'ES256', typ: 'secevent+jwt', kid: '1' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

async function start(t: TestContext, environment: Record<string, string> = {}): Promise<RunningParts> {
  const file = path.join(temporaryDirectory(t), 'jwks.json');
  writeFileSync(file, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1' }] }));
  return startParts(t, {
    SECURITY_EVENTS_ISSUER: ISSUER,
    SECURITY_EVENTS_AUDIENCE: AUDIENCE,
    SECURITY_EVENTS_JWKS: file,
    ...environment,
  });
}

function deliver(
  { url }: RunningParts,
  body: string,
  headers: readonly string[] = ['Content-Type', 'application/secevent+jwt'],
): Promise<Answer> {
  return ask(url, '/security-events', { method: 'POST', headers, body });
}

suite('with facts that are kept', () => {
  const cached = { INTROSPECTION_CACHE_TTL: '3600' };

  for (const event of ['session-revoked', 'credential-change']) {
    test(`${event} is effective for the very next request, and a new sign-in is welcome`, async (t) => {
      const parts = await start(t, cached);
      const [token, other] = [await parts.issueToken(), await parts.issueToken({ subject: '2' })];
      const others = await statusesOf(parts, other);
      assert.deepEqual(await statusesOf(parts, token), [200, 200]);
      const { status, body } = await deliver(parts, securityEvent({ events: { [`${CAEP}/${event}`]: {} } }));
      assert.deepEqual([status, body], [202, '']);
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
      assert.deepEqual(await statusesOf(parts, other), others);
      assert.deepEqual(await statusesOf(parts, await parts.issueToken()), [200, 200]);
    });
  }

  test('token-claims-change makes the server ask afresh, once', async (t) => {
    const parts = await start(t, cached);
    const token = await parts.issueToken();
    assert.deepEqual(await statusesOf(parts, token), [200, 200]);
    // What changes at Authlete without a word to anybody is not noticed while facts are kept …
    await revokeAtAuthlete(parts, token);
    const headers = ['Authorization', `Bearer ${token}`];
    assert.equal((await ask(parts.url, '/api/time', { headers })).status, 200);
    // … and this is the word.
    const events = { [`${CAEP}/token-claims-change`]: { claims: { role: 'none' } } };
    assert.equal((await deliver(parts, securityEvent({ events }))).status, 202);
    assert.equal((await ask(parts.url, '/api/time', { headers })).status, 401);
  });
});

test('subjects of the authorization servers are known too', async (t) => {
  const parts = await start(t, { AUTHORIZATION_SERVERS: 'https://op.example.com' });
  const sub_id = { format: 'iss_sub', iss: 'https://op.example.com', sub: '1' };
  assert.equal((await deliver(parts, securityEvent({ sub_id }))).status, 202);
});

test('where Authlete cannot be told: 503, to be delivered again, and refused here meanwhile', async (t) => {
  const parts = await start(t);
  const token = await parts.issueToken();
  // Twice, because it is asked a second time.
  parts.authlete.failures.add({ kind: 'status', status: 503, endpoint: '/auth/token/revoke', times: 2 });
  const event = securityEvent();
  const first = await deliver(parts, event);
  assert.deepEqual([first.status, first.headers['retry-after']], [503, '30']);
  assert.deepEqual(await statusesOf(parts, token), [401, 401]);
  assert.equal((await deliver(parts, event)).status, 202);
  assert.deepEqual(await statusesOf(parts, await parts.issueToken()), [200, 200]);
});

suite('RFC 8935, over the wire', () => {
  test('2.3: a refusal says why, in a language that it names', async (t) => {
    const parts = await start(t);
    const { status, headers, body } = await deliver(
      parts,
      securityEvent({ aud: 'https://other.example.com' }),
    );
    assert.equal(status, 400);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-language'], 'en');
    assert.equal(JSON.parse(body).err, 'invalid_audience');
    assert.match(parts.log(), /"outcome":"refused","fault":"wrong_audience"/);
  });

  test('2.4: the Authorization header that was agreed must come', async (t) => {
    const secret = 'Bearer a-secret-of-the-transmitter';
    const parts = await start(t, { SECURITY_EVENTS_AUTHORIZATION: secret });
    const type = ['Content-Type', 'application/secevent+jwt'];
    const without = await deliver(parts, securityEvent());
    assert.deepEqual([without.status, JSON.parse(without.body).err], [400, 'authentication_failed']);
    assert.equal((await deliver(parts, securityEvent(), [...type, 'Authorization', secret])).status, 202);
    assert.ok(!parts.log().includes(secret));
  });

  test('another content type is 415, another method 405, a body beyond 64 KiB 413', async (t) => {
    const parts = await start(t);
    assert.equal((await deliver(parts, securityEvent(), ['Content-Type', 'application/jwt'])).status, 415);
    assert.equal((await deliver(parts, securityEvent(), [])).status, 415);
    const { status, headers } = await ask(parts.url, '/security-events');
    assert.deepEqual([status, headers.allow], [405, 'POST']);
    assert.equal((await deliver(parts, 'x'.repeat(70_000))).status, 413);
  });

  test('nothing of a token that came is logged but its jti and the types of its events', async (t) => {
    const parts = await start(t);
    const event = securityEvent({ jti: 'jti-of-the-event' });
    await deliver(parts, event);
    await deliver(parts, `${event}x`);
    assert.match(
      parts.log(),
      /"outcome":"taken".*"jti":"jti-of-the-event"|"jti":"jti-of-the-event".*"outcome":"taken"/,
    );
    for (const part of event.split('.')) assert.ok(!parts.log().includes(part));
  });
});

test('where no transmitter is configured there is nothing to deliver to', async (t) => {
  assert.equal((await deliver(await startParts(t), securityEvent())).status, 404);
});

suite('a key set that cannot be used keeps the server from starting', () => {
  for (const [name, text] of [
    ['a file that is not there', undefined],
    ['no JSON', 'keys'],
    ['no key set', '{}'],
    ['no keys', '{"keys":[]}'],
    ['a private key', JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] })],
  ] as const) {
    test(name, async (t) => {
      const file = path.join(temporaryDirectory(t), 'jwks.json');
      if (text !== undefined) writeFileSync(file, text);
      await assert.rejects(start(t, { SECURITY_EVENTS_JWKS: file }), (error: { problems?: unknown[] }) => {
        assert.match(JSON.stringify(error.problems), /SECURITY_EVENTS_JWKS.*a set of public keys/);
        assert.doesNotMatch(JSON.stringify(error.problems), /"d"/);
        return true;
      });
    });
  }

  test('a URL that is neither https nor of this machine', async (t) => {
    const SECURITY_EVENTS_JWKS = 'http://idp.example.com/jwks';
    await assert.rejects(start(t, { SECURITY_EVENTS_JWKS }), { name: 'ConfigurationError' });
  });
});

async function revokeAtAuthlete({ authlete }: RunningParts, accessTokenIdentifier: string): Promise<void> {
  const { url, serviceId, serviceAccessToken } = authlete;
  await fetch(`${url}/api/${serviceId}/auth/token/revoke`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessTokenIdentifier }),
  });
}
