// Clients that know nothing of ours fetch UserInfo in every form that OpenID Connect Core 1.0, section 5.3.2, has, and accept it.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as jose from 'jose';
import * as openid from 'openid-client';
import { type RunningParts, startParts } from '../apps/server/test/running-parts.ts';
import { whyNot } from './debian-programs.ts';
import { ApacheRelyingParty } from './relying-parties/mod-auth-openidc.ts';
import { startSignInServer } from './relying-parties/sign-in-server.ts';
import {
  describeForm,
  encrypted,
  plain,
  signed,
  type UserInfoForm,
} from './relying-parties/user-info-form.ts';

interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  /** What responses are encrypted to, unless they are by the secret. */
  readonly decryptionKey: jose.CryptoKey;
}

async function registerClient({ authlete }: RunningParts, form: UserInfoForm): Promise<RegisteredClient> {
  const alg = form.userinfo_encrypted_response_alg ?? '';
  const isAsymmetric = alg.startsWith('RSA') || alg.startsWith('ECDH');
  const keys = await jose.generateKeyPair(isAsymmetric ? alg : 'RSA-OAEP', { extractable: true });
  const { client_id: id, client_secret: secret } = await authlete.registerClient({
    ...form,
    jwks: { keys: [{ ...(await jose.exportJWK(keys.publicKey)), kid: 'enc', use: 'enc' }] },
  });
  return { id, secret: String(secret), decryptionKey: keys.privateKey };
}

test('openid-client', async (t) => {
  const parts = await startParts(t);

  /** Fetches UserInfo about john with a client that expects what it has registered, or something else. */
  async function fetchUserInfo(
    registered: UserInfoForm,
    { form = registered, subject = '1' } = {},
  ): Promise<openid.UserInfoResponse> {
    const { id, decryptionKey } = await registerClient(parts, registered);
    const discovery = await fetch(`${parts.authlete.url}/.well-known/openid-configuration`);
    const server = {
      ...((await discovery.json()) as openid.ServerMetadata),
      userinfo_endpoint: `${parts.url}/api/userinfo`,
    };
    const configuration = new openid.Configuration(server, id, { ...form }, openid.None());
    openid.allowInsecureRequests(configuration);
    openid.enableNonRepudiationChecks(configuration);
    const { userinfo_encrypted_response_alg: alg, userinfo_encrypted_response_enc: enc } = form;
    if (alg !== undefined && enc !== undefined) {
      openid.enableDecryptingResponses(configuration, [enc], { key: decryptionKey, alg, kid: 'enc' });
    }
    return openid.fetchUserInfo(configuration, await parts.issueToken({ clientId: Number(id) }), subject);
  }

  for (const form of [
    plain,
    ...['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'ML-DSA-65'].map(signed),
    // It wants a signature in whatever is encrypted.
    { ...signed('RS256'), ...encrypted('RSA-OAEP', 'A128CBC-HS256') },
    { ...signed('ES256'), ...encrypted('RSA-OAEP-256', 'A256GCM') },
    { ...signed('PS256'), ...encrypted('ECDH-ES', 'A256CBC-HS512') },
    { ...signed('EdDSA'), ...encrypted('ECDH-ES+A256KW', 'A192GCM') },
  ]) {
    await t.test(`accepts UserInfo ${describeForm(form)}`, async () => {
      const { sub, name, email } = await fetchUserInfo(form);
      assert.deepEqual([sub, name, email], ['1', 'John Smith', 'john@example.com']);
    });
  }

  await t.test('refuses UserInfo in another form than it expects, or about somebody else', async () => {
    await assert.rejects(fetchUserInfo(signed('RS256'), { form: signed('ES256') }));
    await assert.rejects(fetchUserInfo(plain, { form: signed('ES256') }));
    await assert.rejects(fetchUserInfo(signed('ES256'), { subject: '2' }));
  });
});

test('mod_auth_openidc of Apache', { skip: whyNot('mod_auth_openidc') }, async (t) => {
  const parts = await startParts(t);
  const discovery = await startSignInServer(t, parts);

  /** Signs john in with a client that expects what it has registered, or something else. */
  async function signIn(
    t: TestContext,
    registered: UserInfoForm,
    form = registered,
  ): ReturnType<ApacheRelyingParty['signIn']> {
    const { id, secret, decryptionKey } = await registerClient(parts, registered);
    const relyingParty = await ApacheRelyingParty.start(t, {
      discovery,
      clientId: id,
      clientSecret: secret,
      decryptionKey: await jose.exportPKCS8(decryptionKey),
      form,
    });
    return relyingParty.signIn();
  }

  for (const form of [
    plain,
    signed('RS256'),
    signed('ES256'),
    encrypted('RSA-OAEP', 'A256CBC-HS512'),
    { ...signed('ES256'), ...encrypted('RSA-OAEP', 'A256GCM') },
    { ...signed('PS256'), ...encrypted('A256KW', 'A128CBC-HS256') },
  ]) {
    await t.test(`accepts UserInfo ${describeForm(form)}`, async (t) => {
      const { sub, name, email } = (await signIn(t, form)) ?? {};
      assert.deepEqual([sub, name, email], ['1', 'John Smith', 'john@example.com']);
    });
  }

  await t.test('takes no claims from UserInfo in another form than it expects', async (t) => {
    assert.equal(await signIn(t, signed('RS256'), signed('ES256')), undefined);
  });
});
