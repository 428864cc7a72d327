import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { discover } from '../../src/page/browser/authority.ts';
import { checkIdToken } from '../../src/page/browser/sign-in/id-token.ts';

const WISH = { clientId: '2001', scopes: ['openid'] };

/** An issuer that answers with these documents, by path. */
async function startIssuer(
  t: TestContext,
  documents: (issuer: string) => Readonly<Record<string, unknown>>,
): Promise<string> {
  let issuer = '';
  const server = createServer((request, response) => {
    const found = documents(issuer)[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return issuer;
}

suite('OpenID Connect Core 1.0, section 3.1.3.7: the page checks ID tokens', () => {
  async function prepare(t: TestContext): Promise<{
    authority: Parameters<typeof checkIdToken>[1];
    sign: (changes?: Record<string, unknown>, expiresIn?: string) => Promise<string>;
  }> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'k' }];
    const issuer = await startIssuer(t, () => ({ '/jwks': { keys } }));
    const authority = {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['ES256'],
    };
    const claims = { iss: issuer, aud: '2001', sub: '1', nonce: 'n' };
    const sign = (changes: Record<string, unknown> = {}, expiresIn = '1h'): Promise<string> =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(privateKey);
    return { authority, sign };
  }

  test('and takes the subject from one that answers its request', async (t) => {
    const { authority, sign } = await prepare(t);
    assert.equal(await checkIdToken(await sign(), authority, WISH, 'n'), '1');
  });

  test('and takes none of another issuer, audience, request, key or algorithm, and none that has expired', async (t) => {
    const { authority, sign } = await prepare(t);
    const other = await prepare(t);
    const rejected = (token: string, expected = authority): Promise<void> =>
      assert.rejects(checkIdToken(token, expected, WISH, 'n'), { code: 'id_token_invalid' });
    await rejected(await sign({ iss: 'https://evil.example.com' }));
    await rejected(await sign({ aud: '2002' }));
    await rejected(await sign({ nonce: 'another' }));
    await rejected(await sign({ nonce: undefined }));
    await rejected(await sign({ sub: undefined }));
    await rejected(await sign({}, '-1s'));
    await rejected(await other.sign({ iss: authority.issuer }));
    await rejected(await sign(), { ...authority, id_token_signing_alg_values_supported: ['RS256'] });
    await rejected('eyJhbGciOiJub25lIn0.e30.');
  });
});

suite('OpenID Connect Discovery 1.0, section 4.3: the page asks the issuer for its endpoints', () => {
  const PATH = '/.well-known/openid-configuration';

  test('and believes the issuer about itself only', async (t) => {
    const honest = await startIssuer(t, (issuer) => ({ [PATH]: { issuer } }));
    assert.equal((await discover(honest)).issuer, honest);
    const other = await startIssuer(t, () => ({ [PATH]: { issuer: 'https://evil.example.com' } }));
    await assert.rejects(discover(other), { code: 'unexpected_issuer' });
  });

  test('and says when it fails, or nobody is there', async (t) => {
    const failing = await startIssuer(t, () => ({}));
    await assert.rejects(discover(failing), { code: 'authority_failed' });
    await assert.rejects(discover('http://127.0.0.1:1'), {
      name: 'UnreachableError',
      origin: 'http://127.0.0.1:1',
    });
  });
});
