import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as jose from 'jose';
import type { RunningParts } from '../../apps/server/test/running-parts.ts';

/**
 * An authorization server in front of local Authlete that signs john in without asking anybody: relying parties get real
 * tokens, and ID tokens that the key of local Authlete has signed, by the authorization code flow.
 *
 * @returns the address of its discovery document: local Authlete's, but for the endpoints
 */
export async function startSignInServer(t: TestContext, parts: RunningParts): Promise<string> {
  const { authlete } = parts;
  const key = await fetchSigningKey(parts);
  const codes = new Map<string, { clientId: string; nonce: string }>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    if (pathname === '/authorize') {
      const code = crypto.randomUUID();
      const { client_id: clientId = '', nonce = '', redirect_uri = '' } = Object.fromEntries(searchParams);
      codes.set(code, { clientId, nonce });
      const callback = new URL(redirect_uri);
      callback.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString();
      response.writeHead(302, { Location: callback.href }).end();
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    if (pathname !== '/token') {
      const discovery = await fetch(`${authlete.url}/.well-known/openid-configuration`);
      const document = (await discovery.json()) as Record<string, unknown>;
      const endpoints = {
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${parts.url}/api/userinfo`,
      };
      response.end(JSON.stringify({ ...document, ...endpoints }));
      return;
    }
    const { clientId, nonce } = codes.get(new URLSearchParams(await text(request)).get('code') ?? '') ?? {};
    const idToken = new jose.SignJWT({ ...(nonce && { nonce }) })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '' })
      .setIssuer(authlete.url)
      .setAudience(clientId ?? '')
      .setSubject('1')
      .setIssuedAt()
      .setExpirationTime('1 minute');
    response.end(
      JSON.stringify({
        token_type: 'Bearer',
        access_token: await parts.issueToken({ clientId: Number(clientId) }),
        id_token: await idToken.sign(key),
      }),
    );
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return `${url}/.well-known/openid-configuration`;
}

/** The key for RS256, which the real Authlete gives to the owner of the service too. */
async function fetchSigningKey({ authlete }: RunningParts): Promise<jose.JWK> {
  const { url, serviceId, serviceAccessToken } = authlete;
  const response = await fetch(`${url}/api/${serviceId}/service/jwks/get?includePrivateKeys=true`, {
    headers: { Authorization: `Bearer ${serviceAccessToken}` },
  });
  const { keys } = (await response.json()) as jose.JSONWebKeySet;
  const key = keys.find(({ kty }) => kty === 'RSA');
  if (key === undefined) throw new Error('local Authlete has no key for RS256');
  return key;
}
