import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  CompactEncrypt,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import { PAGE_ENCRYPTION_KEY } from 'local-authlete';
import { openUserInfo, type UserInfoExpectations } from '../../src/page/browser/call/user-info-jwt.ts';
import { ask, startParts } from '../running-parts.ts';

const ISSUER = 'http://127.0.0.1:8000';
const CLAIMS = { iss: ISSUER, aud: '2003', sub: '1', name: 'John Smith' };

async function prepare(): Promise<{
  sign: (claims: Record<string, unknown>, key?: CryptoKey) => Promise<string>;
  expectations: UserInfoExpectations;
}> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] };
  return {
    sign: (claims, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(key),
    expectations: {
      issuer: ISSUER,
      clientId: '2003',
      subject: '1',
      keys,
      encryptionKey: PAGE_ENCRYPTION_KEY,
    },
  };
}

async function encrypt(text: string, key: JWK, alg = 'RSA-OAEP-256'): Promise<string> {
  const { kty, n, e } = key;
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg, enc: 'A256GCM' })
    .encrypt(await importJWK({ kty, n, e } as JWK, alg));
}

suite('OpenID Connect Core 1.0, section 5.3.2: the page opens UserInfo', () => {
  test('that is signed', async () => {
    const { sign, expectations } = await prepare();
    const { layers, claims } = await openUserInfo(await sign(CLAIMS), expectations);
    assert.deepEqual(
      layers.map(({ kind }) => kind),
      ['signed'],
    );
    assert.deepEqual(claims, CLAIMS);
  });

  test('that is signed, then encrypted', async () => {
    const { sign, expectations } = await prepare();
    const body = await encrypt(await sign(CLAIMS), PAGE_ENCRYPTION_KEY);
    const { layers, claims } = await openUserInfo(body, expectations);
    assert.deepEqual(
      layers.map(({ kind, header }) => [kind, header['alg']]),
      [
        ['encrypted', 'RSA-OAEP-256'],
        ['signed', 'ES256'],
      ],
    );
    assert.equal(claims['name'], 'John Smith');
  });

  test('of the server itself', async (t) => {
    const { url, authlete, issueToken } = await startParts(t);
    const token = await issueToken({ clientId: 2003 });
    const { body } = await ask(url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
    const response = await fetch(`${authlete.url}/jwks`);
    const keys = (await response.json()) as UserInfoExpectations['keys'];
    const { claims } = await openUserInfo(body, {
      issuer: authlete.url,
      clientId: '2003',
      subject: '1',
      keys,
      encryptionKey: PAGE_ENCRYPTION_KEY,
    });
    assert.equal(claims['name'], 'John Smith');
  });

  test('and nothing that is not what it must be', async () => {
    const { sign, expectations } = await prepare();
    const other = await generateKeyPair('ES256');
    for (const body of [
      await sign(CLAIMS, other.privateKey),
      await sign({ ...CLAIMS, iss: 'https://evil.example.com' }),
      await sign({ ...CLAIMS, aud: '2002' }),
      await sign({ ...CLAIMS, sub: '2' }),
      await encrypt('no JWT', PAGE_ENCRYPTION_KEY),
      await encrypt(await sign(CLAIMS), PAGE_ENCRYPTION_KEY, 'RSA-OAEP'),
      'eyJhbGciOiJub25lIn0.e30.',
      '',
    ]) {
      await assert.rejects(openUserInfo(body, expectations), { code: 'user_info_invalid' });
    }
  });
});
