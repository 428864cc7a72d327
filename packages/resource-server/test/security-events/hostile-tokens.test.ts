// What a security event token must be before anything in it counts: RFC 8417, RFC 8935 and the Shared Signals Framework.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import type { DeliveryFault } from '../../src/security-events/index.ts';
import { DELIVERY_FAULTS } from '../../src/security-events/delivery-fault.ts';
import { createReceiver } from './receiving.ts';
import {
  AUDIENCE,
  claims,
  ISSUER,
  KEY,
  KID,
  type Members,
  NOW,
  publicJwk,
  SESSION_REVOKED,
  sign,
  unsigned,
} from './transmitter.ts';

const SECONDS = Math.floor(NOW / 1000);
const HEADER = { alg: 'ES256', typ: 'secevent+jwt', kid: KID };

async function assertRefused(body: string | Promise<string>, fault: DeliveryFault): Promise<void> {
  const { deliver, revoked, reports } = createReceiver();
  const { status, headers, body: answer } = await deliver(await body);
  const { status: expected, err, description } = DELIVERY_FAULTS[fault];
  assert.deepEqual(
    reports.map(({ outcome, fault: found, jti }) => [outcome, found, jti]),
    [['refused', fault, undefined]],
  );
  assert.equal(status, expected);
  assert.deepEqual(JSON.parse(answer), { err, description });
  assert.equal(headers['Content-Type'], 'application/json');
  assert.equal(headers['Content-Language'], 'en');
  assert.equal(headers['Cache-Control'], 'no-store');
  assert.deepEqual(revoked, []);
}

suite('RFC 8935, 2.4: the signature must be of a key of the issuer (invalid_key)', () => {
  test('one byte of the payload changed', async () => {
    const [header, payload, signature] = (await sign(claims())).split('.');
    const other = Buffer.from(payload ?? '', 'base64url')
      .toString()
      .replace('"sub":"1"', '"sub":"2"');
    await assertRefused(
      `${header}.${Buffer.from(other).toString('base64url')}.${signature}`,
      'wrong_signature',
    );
  });

  test('another key under the same kid', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await assertRefused(sign(claims(), {}, privateKey), 'wrong_signature');
  });

  test('a kid that the key set does not have', async () => {
    await assertRefused(sign(claims(), { kid: 'other' }), 'unknown_key');
    await assertRefused(sign(claims(), { kid: '../../etc/passwd' }), 'unknown_key');
  });

  test('a key that comes with the token is not looked at', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicJwk(privateKey, 'own');
    await assertRefused(sign(claims(), { kid: 'own', jwk }, privateKey), 'unknown_key');
    await assertRefused(
      sign(claims(), { jku: 'https://evil.example.com/jwks', jwk }, privateKey),
      'wrong_signature',
    );
  });

  test('alg none, in any case, with and without a signature', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      await assertRefused(unsigned(claims(), { ...HEADER, alg }), 'algorithm_not_accepted');
      await assertRefused(unsigned(claims(), { ...HEADER, alg }, 'AAAA'), 'algorithm_not_accepted');
    }
    await assertRefused(unsigned(claims(), HEADER), 'wrong_signature');
  });

  test('HS256 with the public key as the secret', async () => {
    const input = unsigned(claims(), { ...HEADER, alg: 'HS256' }).slice(0, -1);
    const secrets = [JSON.stringify(publicJwk()), String(publicJwk().x)];
    for (const secret of secrets) {
      const mac = createHmac('sha256', secret).update(input).digest('base64url');
      await assertRefused(`${input}.${mac}`, 'algorithm_not_accepted');
    }
  });

  test('an algorithm that the key is not for', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await assertRefused(sign(claims(), { alg: 'RS256' }, privateKey), 'unknown_key');
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    await assertRefused(sign(claims(), { alg: 'ES384' }, other), 'unknown_key');
  });

  test('a signature in DER', async () => {
    const input = unsigned(claims(), HEADER).slice(0, -1);
    const der = signBytes('sha256', Buffer.from(input), KEY).toString('base64url');
    await assertRefused(`${input}.${der}`, 'wrong_signature');
  });
});

suite('RFC 8417, 4: a JWT of another kind is none', () => {
  for (const typ of [
    'JWT',
    'at+jwt',
    'dpop+jwt',
    'logout+jwt',
    'secevent',
    '',
    undefined,
    1,
    ['secevent+jwt'],
  ]) {
    test(`typ ${JSON.stringify(typ)}`, () => assertRefused(sign(claims(), { typ }), 'wrong_type'));
  }

  test('RFC 7515, 4.1.9: the type may be written in full, and in any case', async () => {
    for (const typ of ['application/secevent+jwt', 'SecEvent+JWT']) {
      const { deliver } = createReceiver();
      assert.equal((await deliver(await sign(claims(), { typ }))).status, 202);
    }
  });

  test('an access token of the same issuer, with the right type only in its claims', async () => {
    const token = sign(claims({ exp: SECONDS + 60, typ: 'secevent+jwt', events: undefined }), {
      typ: 'at+jwt',
    });
    await assertRefused(token, 'wrong_type');
  });

  test('SSF 1.0, 4.1.7: exp, whatever it says', async () => {
    for (const exp of [SECONDS + 3600, 0, null, 'never']) {
      await assertRefused(sign(claims({ exp })), 'with_expiry');
    }
  });

  test('RFC 7515, 4.1.11: a critical extension', () =>
    assertRefused(unsigned(claims(), { ...HEADER, crit: ['b64'], b64: false }), 'critical_extension'));
});

suite('RFC 8935, 2.4: issuer and audience', () => {
  for (const iss of [
    'https://evil.example.com/',
    ISSUER.slice(0, -1),
    `${ISSUER}x`,
    '',
    null,
    undefined,
    [ISSUER],
  ]) {
    test(`invalid_issuer: ${JSON.stringify(iss)}`, () =>
      assertRefused(sign(claims({ iss })), 'wrong_issuer'));
  }

  for (const aud of [
    'https://other.example.com',
    `${AUDIENCE}/`,
    [],
    ['https://other.example.com'],
    [[AUDIENCE]],
    null,
    undefined,
  ]) {
    test(`invalid_audience: ${JSON.stringify(aud)}`, () =>
      assertRefused(sign(claims({ aud })), 'wrong_audience'));
  }

  test('RFC 7519, 4.1.3: one of several audiences suffices', async () => {
    const { deliver, revoked } = createReceiver({ audience: ['https://a.example.com', AUDIENCE] });
    const aud = ['https://other.example.com', AUDIENCE];
    assert.equal((await deliver(await sign(claims({ aud })))).status, 202);
    assert.equal(revoked.length, 1);
  });
});

suite('RFC 8417, 2.2: what a token must hold', () => {
  for (const [name, wrong] of [
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is a number', { jti: 1 }],
    ['a jti without end', { jti: 'x'.repeat(1001) }],
    ['no iat', { iat: undefined }],
    ['an iat that is a string', { iat: String(SECONDS) }],
    ['no events', { events: undefined }],
    ['events that are a list', { events: [SESSION_REVOKED] }],
    ['no event among the events', { events: {} }],
    ['an event that is no object', { events: { [SESSION_REVOKED]: 'yes' } }],
    ['an event that is null', { events: { [SESSION_REVOKED]: null } }],
    ['an event that is a list', { events: { [SESSION_REVOKED]: [] } }],
    ['an event type without end', { events: { ['x'.repeat(1001)]: {} } }],
    ['eleven events', { events: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index, {}])) }],
  ] as const satisfies readonly (readonly [string, Members])[]) {
    test(name, () => assertRefused(sign(claims(wrong)), 'malformed_claims'));
  }

  test('a time of issue in the future, but for a minute', async () => {
    await assertRefused(sign(claims({ iat: SECONDS + 62 })), 'from_the_future');
    await assertRefused(sign(claims({ iat: NOW })), 'from_the_future');
    await assertRefused(sign(claims({ iat: 1e300 })), 'from_the_future');
    const { deliver } = createReceiver();
    assert.equal((await deliver(await sign(claims({ iat: SECONDS + 60 })))).status, 202);
  });

  test('a time of issue more than a week ago', async () => {
    await assertRefused(sign(claims({ iat: SECONDS - 604_800 })), 'too_old');
    await assertRefused(sign(claims({ iat: 0 })), 'too_old');
    const { deliver } = createReceiver();
    assert.equal((await deliver(await sign(claims({ iat: SECONDS - 604_700 })))).status, 202);
  });
});

suite('RFC 8935, 2.1: a body that is not one compact JWS', () => {
  for (const [name, body] of [
    ['nothing', ''],
    ['JSON', JSON.stringify(claims())],
    ['two parts', 'e30.e30'],
    ['five parts, as of a JWE', 'e30.e30.e30.e30.e30'],
    ['blanks around it', ' e30.e30.e30 '],
    ['base64 that is not base64url', 'e30=.e30.e30'],
    ['a header that is a list', 'W10.e30.e30'],
    ['claims that are no JSON', 'e30.e3s.e30'],
    ['two tokens', 'e30.e30.e30\ne30.e30.e30'],
  ] as const) {
    test(name, () => assertRefused(body, 'malformed'));
  }

  test('JSON nested five thousand times ends in a refusal', async () => {
    const deep = `${'{"user":'.repeat(5000)}1${'}'.repeat(5000)}`;
    await assertRefused(sign(`{"events":${deep}}`), 'wrong_issuer');
    const text = JSON.stringify(claims({ sub_id: 'deep' })).replace('"deep"', deep);
    const { deliver, reports } = createReceiver();
    assert.equal((await deliver(await sign(text))).status, 400);
    assert.equal(reports[0]?.fault, 'subject_not_understood');
  });

  test('RFC 7519, 4: of two claims with one name the last counts', async () => {
    const text = JSON.stringify(claims());
    await assertRefused(
      sign(text.replace('{', '{"x":0,').replace(/}$/, ',"iss":"https://evil.example.com"}')),
      'wrong_issuer',
    );
    const { deliver, revoked } = createReceiver();
    await deliver(await sign(text.replace('"sub":"1"', '"sub":"2","sub":"1"')));
    assert.deepEqual(revoked, [{ subject: '1' }]);
  });

  test('longer than is accepted, whatever it holds', async () => {
    const long = await sign(claims({ padding: 'x'.repeat(70_000) }));
    await assertRefused(long, 'too_long');
    const { deliver } = createReceiver({ maximumLength: 100_000 });
    assert.equal((await deliver(long)).status, 202);
  });

  for (const contentType of [
    undefined,
    '',
    'application/jwt',
    'application/json',
    'application/secevent+jwtx',
    'text/plain',
  ]) {
    test(`content type ${contentType}: 415`, async () => {
      const { deliver, revoked } = createReceiver();
      const { status, body } = await deliver(await sign(claims()), { contentType });
      assert.equal(status, 415);
      assert.equal(JSON.parse(body).err, 'invalid_request');
      assert.deepEqual(revoked, []);
    });
  }

  test('a content type with parameters, in any case', async () => {
    const { deliver } = createReceiver();
    const contentType = 'Application/SecEvent+JWT; charset=utf-8';
    assert.equal((await deliver(await sign(claims()), { contentType })).status, 202);
  });
});

suite('RFC 8935, 2.4: authentication_failed, where an Authorization header was agreed', () => {
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer wrong',
    'bearer agreed',
    'Bearer agreed ',
    ['Bearer agreed', 'Bearer agreed'],
  ]) {
    test(`${JSON.stringify(authorization)} is not it`, async () => {
      const { deliver, revoked } = createReceiver({ authorization: 'Bearer agreed' });
      const { status, body } = await deliver(await sign(claims()), { authorization });
      assert.equal(status, 400);
      assert.equal(JSON.parse(body).err, 'authentication_failed');
      assert.deepEqual(revoked, []);
    });
  }

  test('while it changes, the old and the new one are right', async () => {
    for (const authorization of ['Bearer old', 'Bearer new']) {
      const { deliver } = createReceiver({ authorization: ['Bearer old', 'Bearer new'] });
      assert.equal((await deliver(await sign(claims()), { authorization })).status, 202);
    }
  });
});
