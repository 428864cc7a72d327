import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { SignJWT } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { ath, createDpopClient } from './dpop-client.ts';
import type { DpopClient } from './dpop-client.ts';
import { parseChallenge } from './parse-challenge.ts';
import { CERTIFICATE, OTHER_CERTIFICATE } from './certificates.ts';

const ENDPOINT = '/auth/introspection';
const HTU = 'https://api.example/time';
const THUMBPRINT = Buffer.from(
  new X509Certificate(CERTIFICATE).fingerprint256.replaceAll(':', ''),
  'hex',
).toString('base64url');

let local: LocalAuthlete;
let client: DpopClient;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
  client = await createDpopClient();
});
after(async () => local.close());

const now = (): number => Math.floor(local.clock.now() / 1000);

/** Introspects a DPoP-bound token with a proof; the answer and its challenge. */
async function introspect(
  token: string,
  dpop: string | undefined,
  members: object = {},
): Promise<{ body: ApiBody; challenge: Record<string, string> }> {
  const { body } = await call(local, ENDPOINT, { token, dpop, htm: 'GET', htu: HTU, ...members });
  const challenge = body.action === 'OK' ? {} : parseChallenge(body.responseContent);
  return { body, challenge };
}

async function boundToken(members: object = {}): Promise<string> {
  return createToken(local, { dpopKeyThumbprint: client.thumbprint, ...members });
}

describe('certificate-bound tokens (RFC 8705 section 3)', () => {
  it('pass with the certificate, and are refused without it, with another and with a text that is none', async () => {
    const token = await createToken(local, { certificateThumbprint: THUMBPRINT });
    const good = await call(local, ENDPOINT, { token, clientCertificate: CERTIFICATE });
    assert.equal(good.body.action, 'OK');
    assert.equal(good.body.certificateThumbprint, THUMBPRINT);
    for (const clientCertificate of [undefined, '', 'x', OTHER_CERTIFICATE]) {
      const { body } = await call(local, ENDPOINT, { token, clientCertificate });
      assert.equal(body.action, 'UNAUTHORIZED');
      const challenge = parseChallenge(body.responseContent);
      assert.equal(challenge.scheme, 'Bearer');
      assert.equal(challenge.error, 'invalid_token');
    }
  });

  it('are checked at UserInfo too', async () => {
    const token = await createToken(local, { certificateThumbprint: THUMBPRINT, scopes: ['openid'] });
    for (const [clientCertificate, action] of [
      [CERTIFICATE, 'OK'],
      [OTHER_CERTIFICATE, 'UNAUTHORIZED'],
      [undefined, 'UNAUTHORIZED'],
    ]) {
      const { body } = await call(local, '/auth/userinfo', { token, clientCertificate });
      assert.equal(body.action, action);
    }
  });
});

describe('a token with both bindings', () => {
  it('must satisfy both', async () => {
    const token = await boundToken({ certificateThumbprint: THUMBPRINT });
    const present = async (clientCertificate: string | undefined, proven: boolean): Promise<string> => {
      const proof = await client.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now() });
      const { body } = await introspect(token, proven ? proof : undefined, { clientCertificate });
      return body.action;
    };
    assert.equal(await present(CERTIFICATE, true), 'OK');
    assert.equal(await present(CERTIFICATE, false), 'UNAUTHORIZED');
    assert.equal(await present(OTHER_CERTIFICATE, true), 'UNAUTHORIZED');
    assert.equal(await present(undefined, true), 'UNAUTHORIZED');
  });
});

describe('DPoP-bound tokens (RFC 9449 section 4.3)', () => {
  it('are issued with the token type DPoP', async () => {
    const { body } = await call(local, '/auth/token/create', {
      grantType: 'AUTHORIZATION_CODE',
      clientId: 1001,
      subject: 'john',
      dpopKeyThumbprint: client.thumbprint,
    });
    assert.equal(body.tokenType, 'DPoP');
  });

  it('pass with a proof of their key', async () => {
    const token = await boundToken();
    const proof = await client.prove({ htm: 'GET', htu: `${HTU}?a=b#c`, ath: ath(token), iat: now() });
    assert.equal((await introspect(token, proof)).body.action, 'OK');
  });

  it('are refused without a proof, in a DPoP challenge that names the algorithms', async () => {
    const { body, challenge } = await introspect(await boundToken(), undefined);
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(body.resultCode, 'A065308');
    assert.equal(challenge.scheme, 'DPoP');
    assert.equal(challenge.error, 'invalid_token');
    assert.match(challenge.algs!, /\bES256\b/);
  });

  it('are refused with a proof of another key', async () => {
    const token = await boundToken();
    const other = await createDpopClient();
    const proof = await other.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now() });
    const { challenge } = await introspect(token, proof);
    assert.equal(challenge.error, 'invalid_dpop_proof');
  });

  for (const claim of ['htm', 'htu', 'jti', 'iat', 'ath']) {
    it(`are refused with a proof that lacks ${claim}`, async () => {
      const token = await boundToken();
      const claims = { htm: 'GET', htu: HTU, ath: ath(token), iat: now(), [claim]: undefined };
      const { body, challenge } = await introspect(token, await client.prove(claims));
      assert.equal(body.action, 'UNAUTHORIZED');
      assert.equal(challenge.scheme, 'DPoP');
      assert.equal(challenge.error, 'invalid_dpop_proof');
    });
  }

  for (const [what, wrong] of [
    ['htm', { htm: 'POST' }],
    ['htm in lower case', { htm: 'get' }],
    ['htu', { htu: 'https://api.example/time/' }],
    ['htu that is no URL', { htu: '/time' }],
    ['ath', { ath: ath('another token') }],
    ['iat in the past', { iat: 1 }],
    ['iat in the future', { iat: 4_000_000_000 }],
    ['jti that is empty', { jti: '' }],
    ['jti of 257 characters', { jti: 'x'.repeat(257) }],
    ['nonce that is no text', { nonce: 1 }],
  ] as const) {
    it(`are refused with a proof that has a wrong ${what}`, async () => {
      const token = await boundToken();
      const proof = await client.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now(), ...wrong });
      const { challenge } = await introspect(token, proof);
      assert.equal(challenge.error, 'invalid_dpop_proof');
    });
  }

  for (const [same, htu] of [
    ['the default port', 'https://api.example:443/time'],
    ['capitals in scheme and host', 'HTTPS://API.example/time'],
    ['escaped unreserved characters', 'https://api.example/%74im%65'],
    ['dot segments', 'https://api.example/./a/%2e./time'],
  ] as const) {
    it(`pass with ${same} in htu (RFC 3986 sections 6.2.2 and 6.2.3)`, async () => {
      const token = await boundToken();
      const proof = await client.prove({ htm: 'GET', htu, ath: ath(token), iat: now() });
      assert.equal((await introspect(token, proof)).body.action, 'OK');
    });
  }

  for (const htu of [
    'https://api.example/TIME',
    'https://api.example//time',
    'https://api.example/a%2F..%2Ftime',
    'https://user@api.example/time',
    'https:\\\\api.example\\time',
    'https:/api.example/time',
    ' https://api.example/time',
    'https://api.example/t\time',
    'https://api.example/time%',
    'https://api.example:8443/time',
    'http://api.example/time',
    '',
  ]) {
    it(`are refused with the htu ${JSON.stringify(htu)}, which is another address or none`, async () => {
      const token = await boundToken();
      const proof = await client.prove({ htm: 'GET', htu, ath: ath(token), iat: now() });
      assert.equal((await introspect(token, proof)).challenge.error, 'invalid_dpop_proof');
    });
  }

  it('are refused when the resource server does not say htm or htu', async () => {
    const token = await boundToken();
    for (const missing of [{ htm: undefined }, { htu: undefined }]) {
      const proof = await client.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now() });
      const { challenge } = await introspect(token, proof, missing);
      assert.equal(challenge.error, 'invalid_dpop_proof');
    }
  });

  it('are refused with a proof of another type, with a private key in it, or that is no JWT', async () => {
    const token = await boundToken();
    const claims = { htm: 'GET', htu: HTU, ath: ath(token), iat: now() };
    const good = await client.prove(claims);
    for (const proof of [
      await client.prove(claims, { typ: 'JWT' }),
      await client.prove(claims, { jwk: client.privateJwk }),
      await client.prove(claims, { jwk: undefined }),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt' }).sign(Buffer.alloc(32)),
      `${good}, ${good}`,
      `${good}x`,
      'x.y.z',
    ]) {
      const { challenge } = await introspect(token, proof);
      assert.equal(challenge.error, 'invalid_dpop_proof');
    }
  });

  it('are refused with a proof that was used before, whatever happened to the clock (section 11.1)', async () => {
    const token = await boundToken();
    const proof = await client.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now() + 200 });
    assert.equal((await introspect(token, proof)).body.action, 'OK');
    assert.equal((await introspect(token, proof)).body.action, 'UNAUTHORIZED');
    local.clock.advance(490_000);
    assert.equal((await introspect(token, proof)).body.action, 'UNAUTHORIZED');
  });

  it('leave an unbound token alone, with whatever proof', async () => {
    const token = await createToken(local);
    assert.equal((await introspect(token, 'x')).body.action, 'OK');
  });
});

describe('DPoP nonces (RFC 9449 section 9)', () => {
  it('are wanted when the caller says so, and come with every answer', async () => {
    const token = await boundToken();
    const claims = { htm: 'GET', htu: HTU, ath: ath(token), iat: now() };
    const required = { dpopNonceRequired: true };
    const { body, challenge } = await introspect(token, await client.prove(claims), required);
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(challenge.scheme, 'DPoP');
    assert.equal(challenge.error, 'use_dpop_nonce');
    const nonce = body.dpopNonce;
    assert.equal(typeof nonce, 'string');

    const good = await introspect(token, await client.prove({ ...claims, nonce }), required);
    assert.equal(good.body.action, 'OK');
    assert.equal(good.body.dpopNonce, nonce);
    const wrong = await introspect(token, await client.prove({ ...claims, nonce: 'x' }), required);
    assert.equal(wrong.challenge.error, 'use_dpop_nonce');
  });

  it('change every five minutes, and stay good for five more', async () => {
    const token = await boundToken();
    const required = { dpopNonceRequired: true };
    const proveWith = async (nonce: string): Promise<Record<string, string>> => {
      const proof = await client.prove({ htm: 'GET', htu: HTU, ath: ath(token), iat: now(), nonce });
      return (await introspect(token, proof, required)).challenge;
    };
    const { dpopNonce: first } = (await introspect(token, undefined, required)).body;
    local.clock.advance(300_000);
    const { dpopNonce: second } = (await introspect(token, undefined, required)).body;
    assert.notEqual(first, second);
    assert.deepEqual(await proveWith(first), {});
    local.clock.advance(300_000);
    assert.equal((await proveWith(first))['error'], 'use_dpop_nonce');
  });

  it('are wanted of everyone when the service says so, at UserInfo as well', async (t) => {
    const strict = await createLocalAuthlete({ port: 0, dpopNonceRequired: true });
    t.after(async () => strict.close());
    const token = await createToken(strict, { dpopKeyThumbprint: client.thumbprint, scopes: ['openid'] });
    const dpop = await client.prove({
      htm: 'GET',
      htu: 'http://127.0.0.1:8001/api/userinfo',
      ath: ath(token),
    });
    const { body } = await call(strict, '/auth/userinfo', { token, dpop, htm: 'GET' });
    assert.equal(parseChallenge(body.responseContent)['error'], 'use_dpop_nonce');
    assert.equal(typeof body.dpopNonce, 'string');
    const unbound = await call(strict, ENDPOINT, { token: await createToken(strict) });
    assert.equal(unbound.body.action, 'OK');
    assert.equal(typeof unbound.body.dpopNonce, 'string');
  });
});
