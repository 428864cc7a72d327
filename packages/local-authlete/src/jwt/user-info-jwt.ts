import type { JWK } from 'jose';
import type { Client } from 'oidc-provider';

import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  ENCRYPTION_ALGORITHMS,
  findAlgorithm,
  SIGNING_ALGORITHMS,
} from '../engine/algorithms.ts';
import type { ClientMetadata } from '../engine/client-metadata.ts';
import type { Token } from '../engine/token.ts';
import type { Service } from '../service.ts';
import { encrypt } from './encrypt.ts';
import { sign } from './sign.ts';

/** How long a UserInfo response in JWT form is good, in seconds: Authlete's sample shows a day. */
const LIFETIME = 86_400;

/**
 * Makes a UserInfo response in JWT form: signed, encrypted, or signed and then encrypted, as the client's metadata say
 * (OpenID Connect Core 1.0 section 5.3.2).
 *
 * @returns Nothing when the client wants neither.
 * @throws {TypeError} There is no key to sign or to encrypt with.
 */
export async function createUserInfoJwt(
  claims: Readonly<Record<string, unknown>>,
  token: Token,
  metadata: ClientMetadata,
  { clients, clock, issuer, keys, properties }: Service,
): Promise<string | undefined> {
  const signing = metadata['userinfo_response_unsigned']
    ? undefined
    : findAlgorithm(SIGNING_ALGORITHMS, metadata['userinfo_signed_response_alg']);
  const encryption = findAlgorithm(ENCRYPTION_ALGORITHMS, metadata['userinfo_encrypted_response_alg']);
  if (!signing && !encryption) {
    return undefined;
  }
  const client = await clients.load(metadata.client_id);
  if (!client) {
    throw new TypeError('the client does not exist');
  }

  const issuedAt = Math.floor(clock.now() / 1000);
  const payload = {
    ...claims,
    iss: issuer,
    aud: [(token.details.clientIdAliasUsed && metadata.client_id_alias) || metadata.client_id],
    iat: issuedAt,
    exp: issuedAt + LIFETIME,
  };
  const content = signing
    ? await sign(
        payload,
        { alg: signing },
        keys,
        client.symmetricKeyStore.selectForSign({ alg: signing, use: 'sig' })[0],
        properties.get().userInfoSignatureKeyId,
      )
    : JSON.stringify(payload);
  if (!encryption) {
    return content;
  }

  const enc =
    findAlgorithm(CONTENT_ENCRYPTION_ALGORITHMS, metadata['userinfo_encrypted_response_enc']) ??
    'A128CBC-HS256';
  return encrypt(
    content,
    { alg: encryption, enc, ...(signing && { cty: 'JWT' }) },
    await selectEncryptionKey(client, encryption, enc),
  );
}

/** The engine keeps the keys that a client registered, and derives the others from its secret (section 10.2). */
async function selectEncryptionKey(client: Client, alg: string, enc: string): Promise<JWK> {
  const symmetric = alg === 'dir' || alg.startsWith('A');
  if (!symmetric) {
    await client.asymmetricKeyStore.refresh();
  }
  const [key] = symmetric
    ? client.symmetricKeyStore.selectForEncrypt({ alg: alg === 'dir' ? enc : alg, use: 'enc' })
    : client.asymmetricKeyStore.selectForEncrypt({ alg, use: 'enc' });
  if (!key) {
    throw new TypeError(`the client has no key for ${alg}`);
  }
  return key;
}
