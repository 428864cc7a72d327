// The page's own DPoP, against the server and local Authlete.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { DpopKey } from '../../src/page/browser/call/dpop-key.ts';
import { sendProved } from '../../src/page/browser/call/nonce-dance.ts';
import { formRequest } from '../../src/page/browser/http/form-request.ts';
import { startParts } from '../running-parts.ts';

test('RFC 9449, section 9: the first proof is answered with a nonce, and the second has it; the next call too', async (t) => {
  const parts = await startParts(t, { DPOP: 'accept', DPOP_NONCE_SECRET: 'n'.repeat(32) });
  const key = await DpopKey.generate();
  const token = await parts.issueToken({ dpopKeyThumbprint: key.thumbprint });
  const request = {
    method: 'GET',
    url: `${parts.url}/api/time?ignored=1`,
    headers: [['Authorization', `DPoP ${token}`]],
  } as const;
  const nonces = new Map<string, string>();
  const first = await sendProved(request, key, nonces, token);
  assert.deepEqual(
    first.map(({ answer }) => answer.status),
    [401, 200],
  );
  const proofs = first.map((exchange) =>
    decodeJwt(exchange.request.headers.find(([name]) => name === 'DPoP')?.[1] ?? ''),
  );
  assert.equal(proofs[0]?.['nonce'], undefined);
  assert.equal(proofs[1]?.['nonce'], nonces.get(parts.url));
  assert.notEqual(proofs[0]?.jti, proofs[1]?.jti);
  const second = await sendProved(request, key, nonces, token);
  assert.deepEqual(
    second.map(({ answer }) => answer.status),
    [200],
  );
});

test('RFC 9449, section 8: the token endpoint says in the body that it wants a nonce', async (t) => {
  const server = createServer((request, response) => {
    const { nonce } = decodeJwt(String(request.headers['dpop']));
    response.writeHead(nonce === 'given' ? 200 : 400, { 'DPoP-Nonce': 'given' });
    response.end(nonce === 'given' ? '{}' : '{"error":"use_dpop_nonce"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const request = formRequest(url, { grant_type: 'authorization_code' });
  const exchanges = await sendProved(request, await DpopKey.generate(), new Map());
  assert.deepEqual(
    exchanges.map(({ answer }) => answer.status),
    [400, 200],
  );
});

test('the key of the page cannot be read', async () => {
  const key = await DpopKey.generate();
  assert.deepEqual(Object.keys(key), ['thumbprint']);
});
