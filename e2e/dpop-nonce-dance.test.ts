// RFC 9449, sections 8 and 9, as two client libraries understand them that know nothing of ours, over real sockets.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { authorizeNode } from '../packages/resource-server/src/adapters/node.ts';
import { type BothVerifications, startBothVerifications, type Verification } from './both-verifications.ts';

const TOKEN = 'a-token-that-is-bound-to-a-key';
const WAYS: readonly Verification[] = ['verified here', 'passed on'];
const client: oauth.Client = { client_id: '1001' };

/** What the clients were answered, in order: the status, and whether there was a nonce. */
let answered: (readonly [status: number, nonce: 'with a nonce' | 'without'])[] = [];

async function watchedFetch(url: string, init: oauth.CustomFetchOptions<string, unknown>): Promise<Response> {
  const response = await fetch(url, init as RequestInit);
  answered.push([response.status, response.headers.has('DPoP-Nonce') ? 'with a nonce' : 'without']);
  return response;
}

const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: watchedFetch };
const DANCE = [401, 200, 200].map((status) => [status, 'with a nonce']);

suite('the nonce dance of independent clients', () => {
  let both: BothVerifications;
  let keys: oauth.CryptoKeyPair;
  const listening = new Map<Verification, { readonly server: Server; readonly url: URL }>();

  const urlOf = (way: Verification): URL => listening.get(way)?.url ?? assert.fail('not listening');

  before(async () => {
    keys = await oauth.generateKeyPair('ES256');
    for (const way of WAYS) {
      const server = createServer((request, response) => {
        authorizeNode(both.servers[way], request, response).then(
          (granted) => granted && response.writeHead(200, granted.headers).end('{"orders":[]}'),
          () => response.writeHead(500).end(),
        );
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      listening.set(way, { server, url: new URL(`http://127.0.0.1:${port}/orders?page=2`) });
    }
    both = await startBothVerifications({
      token: TOKEN,
      jwkThumbprint: await oauth.DPoP(client, keys).calculateThumbprint(),
      asksForNonces: true,
      publicUrls: { 'verified here': urlOf('verified here').origin, 'passed on': urlOf('passed on').origin },
      now: Date.now,
    });
  });
  after(async () => {
    for (const { server } of listening.values()) {
      server.close();
      server.closeAllConnections();
    }
    await both.close();
  });

  for (const way of WAYS) {
    test(`oauth4webapi: asked for a nonce once, then not again (${way})`, async () => {
      answered = [];
      const DPoP = oauth.DPoP(client, keys);
      const request = (): Promise<Response> =>
        oauth.protectedResourceRequest(TOKEN, 'GET', urlOf(way), undefined, null, { DPoP, ...options });
      await assert.rejects(request(), (error) => {
        assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
        assert.ok(oauth.isDPoPNonceError(error));
        assert.deepEqual(
          error.cause.map(({ scheme, parameters }) => [scheme, parameters.error]),
          [['dpop', 'use_dpop_nonce']],
        );
        return true;
      });
      assert.deepEqual(await (await request()).json(), { orders: [] });
      assert.equal((await request()).status, 200);
      assert.deepEqual(answered, DANCE);
    });

    test(`openid-client: repeats the request with the nonce by itself (${way})`, async () => {
      answered = [];
      const issuer = { issuer: 'https://as.example.com' };
      const configuration = new openid.Configuration(issuer, '1001', undefined, openid.None());
      openid.allowInsecureRequests(configuration);
      configuration[openid.customFetch] = watchedFetch;
      const DPoP = openid.getDPoPHandle(configuration, keys);
      for (const method of ['GET', 'POST']) {
        const response = await openid.fetchProtectedResource(
          configuration,
          TOKEN,
          urlOf(way),
          method,
          null,
          undefined,
          { DPoP },
        );
        assert.equal(response.status, 200);
      }
      assert.deepEqual(answered, DANCE);
    });

    test(`oauth4webapi: the key of somebody else does not help (${way})`, async () => {
      const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
      const request = (): Promise<Response> =>
        oauth.protectedResourceRequest(TOKEN, 'GET', urlOf(way), undefined, null, { DPoP, ...options });
      const errors: (string | undefined)[] = [];
      for (const _ of [1, 2]) {
        await assert.rejects(request(), (error) => {
          assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
          errors.push(error.cause[0]?.parameters.error);
          return true;
        });
      }
      assert.equal(errors.at(-1), 'invalid_dpop_proof');
    });

    test(`oauth4webapi: the token under Bearer is told to use DPoP (${way})`, async () => {
      const request = oauth.protectedResourceRequest(TOKEN, 'GET', urlOf(way), undefined, null, options);
      await assert.rejects(request, (error) => {
        assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
        assert.deepEqual(
          error.cause.map(({ scheme, parameters }) => [scheme, parameters.error]),
          [['dpop', 'invalid_token']],
        );
        return true;
      });
    });
  }
});
