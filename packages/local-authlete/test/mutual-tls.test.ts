import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

import { createTestCertificate } from '../../../apps/server/test/protection/test-certificate.ts';
import type { TestCertificate } from '../../../apps/server/test/protection/test-certificate.ts';
import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { discover } from './sign-in-client.ts';

const server = createTestCertificate('127.0.0.1');
const own = createTestCertificate('client');
const other = createTestCertificate('client');

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({
    port: 0,
    mutualTls: { port: 0, certificate: server.cert, key: server.key },
  });
});
after(async () => local.close());

/** A client that gets its tokens by client credentials, and has them bound. */
async function registerClient(metadata: object = {}): Promise<Record<string, string>> {
  const { client_id: id, client_secret: secret } = await local.registerClient({
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    tls_client_certificate_bound_access_tokens: true,
    ...metadata,
  });
  return { client_id: id, ...(typeof secret === 'string' && { client_secret: secret }) };
}

interface TokenAnswer {
  readonly status: number | undefined;
  readonly body: { readonly access_token: string; readonly error?: string };
}

/** Asks for a token by client credentials, over a connection with or without a certificate. */
async function requestToken(
  parameters: Record<string, string>,
  certificate?: TestCertificate,
): Promise<TokenAnswer> {
  const { mtls_endpoint_aliases: aliases } = await discover(local);
  const { promise, resolve, reject } = Promise.withResolvers<TokenAnswer>();
  const agent = new Agent({ ca: server.cert, cert: certificate?.cert, key: certificate?.key });
  request(
    aliases?.token_endpoint ?? '',
    { method: 'POST', agent, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    (response) => {
      text(response).then((content) => {
        resolve({ status: response.statusCode, body: JSON.parse(content) as TokenAnswer['body'] });
      }, reject);
    },
  )
    .on('error', reject)
    .end(
      new URLSearchParams({ grant_type: 'client_credentials', scope: 'time.read', ...parameters }).toString(),
    );
  return promise;
}

async function introspect(token: string, clientCertificate?: string): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token, clientCertificate })).body;
}

describe('mutual TLS (RFC 8705)', () => {
  it('binds a token to the certificate of the connection, and Authlete wants to see it (section 3)', async () => {
    const { body } = await requestToken(await registerClient(), own);
    assert.equal((await introspect(body.access_token)).action, 'UNAUTHORIZED');
    assert.equal((await introspect(body.access_token, other.cert)).action, 'UNAUTHORIZED');
    const facts = await introspect(body.access_token, own.cert);
    assert.equal(facts.action, 'OK');
    assert.equal(facts['certificateThumbprint'], own.thumbprint);
  });

  it('gives no token without a certificate to a client whose tokens must be bound', async () => {
    const { status, body } = await requestToken(await registerClient());
    assert.equal(status, 400);
    assert.equal(body.error, 'invalid_grant');
  });

  it('believes the connection only, and no header of a certificate', async () => {
    const response = await fetch(`${local.url}/token`, {
      method: 'POST',
      headers: {
        'client-cert': `:${own.cert.replaceAll(/-----[^-]*-----|\s/g, '')}:`,
        'x-ssl-cert': own.cert.replaceAll('\n', ''),
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(await registerClient()) }),
    });
    assert.equal(response.status, 400);
  });

  it('lets a client authenticate by a certificate that it has registered, and by no other (section 2.2)', async () => {
    const parameters = await registerClient({
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [jwkOf(own)] },
    });
    assert.equal((await requestToken(parameters, own)).status, 200);
    for (const certificate of [other, undefined]) {
      const { status, body } = await requestToken(parameters, certificate);
      assert.equal(status, 401);
      assert.equal(body.error, 'invalid_client');
    }
  });

  it('is announced where it is on, and nowhere else (section 5)', async (t) => {
    const document = await discover(local);
    assert.equal(document['tls_client_certificate_bound_access_tokens'], true);
    assert.deepEqual(document.mtls_endpoint_aliases?.token_endpoint, `${local.mutualTlsUrl}/token`);
    const plain = await createLocalAuthlete({ port: 0 });
    t.after(async () => plain.close());
    const without = await discover(plain);
    assert.equal(without.mtls_endpoint_aliases, undefined);
    assert.equal(without['tls_client_certificate_bound_access_tokens'], undefined);
  });
});

function jwkOf({ cert }: TestCertificate): object {
  const { publicKey, raw } = new X509Certificate(cert);
  return { ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] };
}
