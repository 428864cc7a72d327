// DPoP as a client meets it at the running server: each request with its exact status and challenge.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Answer, ask, startParts } from '../running-parts.ts';
import { ALGS, assertChallenge } from './assert-challenge.ts';
import { DpopClient } from './dpop-client.ts';

const PATHS = ['/api/time', '/api/userinfo'] as const;
const SECRET = 'what-nobody-can-guess-0123456789';

const UNKNOWN =
  'The access token is unknown, expired or revoked, or it is bound to a key that the request did not prove.';
const WRONG_PROOF = 'The DPoP proof is not right for this request and this access token.';
const NEEDS_NONCE = 'The DPoP proof must carry the nonce of the resource server.';

/** The challenges of a server that accepts both schemes, with the error under the one that was used. */
const underBearer = (error: string, description: string): string =>
  `Bearer error="${error}", error_description="${description}", DPoP ${ALGS}`;
const underDpop = (error: string, description: string): string =>
  `Bearer, DPoP error="${error}", error_description="${description}", ${ALGS}`;

function nonceOf(answer: Answer): string {
  const nonce = answer.headers['dpop-nonce'];
  assert.ok(typeof nonce === 'string', 'the answer has no DPoP-Nonce');
  return nonce;
}

for (const path of PATHS) {
  test(`DPOP=accept: ${path} takes a bound token with its proof, and nothing less`, async (t) => {
    const { url, issueToken, log } = await startParts(t, { DPOP: 'accept' });
    const client = new DpopClient();
    const dpopKeyThumbprint = await client.thumbprint();
    const token = await issueToken({ dpopKeyThumbprint });
    const other = await issueToken({ dpopKeyThumbprint });
    const uri = url + path;
    const get = (...headers: readonly string[]): Promise<Answer> => ask(url, path, { headers });

    await t.test('RFC 9449, 7.1: the right proof; any case of the scheme', async () => {
      const answer = await get(...(await client.present(token, uri)));
      assert.equal(answer.status, 200, answer.body + log());
      assert.equal(answer.headers['www-authenticate'], undefined);
      assert.equal(answer.headers['dpop-nonce'], undefined, 'nobody asked for nonces');
      const proof = await client.prove(token, uri);
      assert.equal((await get('authorization', `dpop ${token}`, 'dpop', proof)).status, 200);
    });

    await t.test('RFC 9449, 4.3: the query does not belong to the address of the proof', async () => {
      const headers = await client.present(token, uri);
      assert.equal((await ask(url, `${path}?page=2`, { headers })).status, 200);
    });

    await t.test('no credentials: both schemes are offered', async () => {
      assertChallenge(await get(), 401, `Bearer, DPoP ${ALGS}`);
    });

    await t.test('RFC 9449, 7.2: a bound token as Bearer, also with its proof beside it', async () => {
      const expected = underBearer('invalid_token', UNKNOWN);
      assertChallenge(await get('Authorization', `Bearer ${token}`), 401, expected);
      const proof = await client.prove(token, uri);
      assertChallenge(await get('Authorization', `Bearer ${token}`, 'DPoP', proof), 401, expected);
    });

    await t.test('RFC 9449, 7.1: the scheme DPoP without a proof, or with an empty one', async () => {
      const expected = underDpop('invalid_dpop_proof', 'The request carries no DPoP proof.');
      assertChallenge(await get('Authorization', `DPoP ${token}`), 401, expected);
      assertChallenge(await get('Authorization', `DPoP ${token}`, 'DPoP', ''), 401, expected);
    });

    await t.test('RFC 9449, 4.3, check 1: two proofs, each of them right', async () => {
      const expected = underDpop('invalid_dpop_proof', 'The request carries more than one DPoP proof.');
      const headers = await client.present(token, uri);
      const second = await client.prove(token, uri);
      assertChallenge(await get(...headers, 'DPoP', second), 401, expected);
    });

    const wrong = underDpop('invalid_dpop_proof', WRONG_PROOF);

    await t.test('RFC 9449, 11.1: a proof that was used before', async () => {
      const headers = await client.present(token, uri);
      assert.equal((await get(...headers)).status, 200);
      assertChallenge(await get(...headers), 401, wrong);
    });

    await t.test('RFC 9449, 4.3: a proof for another method, address, token, or by another key', async () => {
      const elsewhere = url + PATHS[path === PATHS[0] ? 1 : 0];
      const strangers = [
        await client.present(token, uri, { method: 'POST' }),
        await client.present(token, elsewhere),
        await client.present(token, uri.replace('http:', 'https:')),
        await client.present(token, uri.replace('127.0.0.1', 'localhost')),
        await client.present(token, uri, { accessToken: other }),
        await new DpopClient().present(token, uri),
      ];
      for (const headers of strangers) assertChallenge(await get(...headers), 401, wrong);
    });

    await t.test('what is no proof at all', async () => {
      for (const proof of ['x', 'a.b.c', 'e30.e30.', token, 'x'.repeat(10_000)]) {
        assertChallenge(await get('Authorization', `DPoP ${token}`, 'DPoP', proof), 401, wrong);
      }
    });

    await t.test('an unknown token with a proof', async () => {
      const expected = underDpop('invalid_token', UNKNOWN);
      assertChallenge(await get(...(await client.present('unknown', uri))), 401, expected);
    });

    await t.test('no token and no proof is in the log', () => {
      assert.ok(!log().includes(token));
      assert.ok(!log().includes('eyJ'), 'the log holds a proof');
    });
  });

  test(`DPOP=require: ${path} takes no token as Bearer, and none that is not bound`, async (t) => {
    const { url, issueToken } = await startParts(t, { DPOP: 'require' });
    const client = new DpopClient();
    const bound = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const unbound = await issueToken();
    const get = (headers: readonly string[]): Promise<Answer> => ask(url, path, { headers });

    assert.equal((await get(await client.present(bound, url + path))).status, 200);
    assertChallenge(await get([]), 401, `DPoP ${ALGS}`);
    for (const token of [bound, unbound]) {
      const description = 'The access token must be presented with a DPoP proof.';
      const expected = `DPoP error="invalid_token", error_description="${description}", ${ALGS}`;
      assertChallenge(await get(['Authorization', `Bearer ${token}`]), 401, expected);
    }
    const expected = `DPoP error="invalid_token", error_description="${UNKNOWN}", ${ALGS}`;
    assertChallenge(await get(await new DpopClient().present(unbound, url + path)), 401, expected);
  });

  test(`SENDER_CONSTRAINT=required: ${path} refuses what is not bound, with whatever proof`, async (t) => {
    const environment = { DPOP: 'accept', SENDER_CONSTRAINT: 'required' };
    const { url, issueToken, log } = await startParts(t, environment);
    const client = new DpopClient();
    const bound = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const unbound = await issueToken();
    const get = (headers: readonly string[]): Promise<Answer> => ask(url, path, { headers });

    assert.equal((await get(await client.present(bound, url + path))).status, 200);
    const asBearer = await get(['Authorization', `Bearer ${unbound}`]);
    assertChallenge(asBearer, 401, underBearer('invalid_token', UNKNOWN));
    // Authlete alone would accept this one: whoever stole the token could prove a key of their own.
    const withProof = await get(await new DpopClient().present(unbound, url + path));
    assertChallenge(withProof, 401, underDpop('invalid_token', UNKNOWN));
    assert.match(log(), /the token is not bound to a key or certificate/);
  });
}

test('DPOP=off: the scheme DPoP is not known, and a bound token is refused all the same', async (t) => {
  const { url, issueToken } = await startParts(t);
  const client = new DpopClient();
  const token = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
  for (const path of PATHS) {
    assertChallenge(
      await ask(url, path, { headers: await client.present(token, url + path) }),
      401,
      'Bearer',
    );
    const asBearer = await ask(url, path, { headers: ['Authorization', `Bearer ${token}`] });
    assertChallenge(asBearer, 401, `Bearer error="invalid_token", error_description="${UNKNOWN}"`);
  }
});

test('RFC 9449, 7.1: a POST to UserInfo needs a proof for POST, and a form carries no bound token', async (t) => {
  const { url, issueToken } = await startParts(t, { DPOP: 'accept' });
  const client = new DpopClient();
  const token = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
  const post = (headers: readonly string[], body = ''): Promise<Answer> =>
    ask(url, '/api/userinfo', { method: 'POST', headers, body });
  const uri = `${url}/api/userinfo`;
  assert.equal((await post(await client.present(token, uri, { method: 'POST' }))).status, 200);
  assert.equal((await post(await client.present(token, uri))).status, 401);
  const form = ['Content-Type', 'application/x-www-form-urlencoded', 'DPoP', await client.prove(token, uri)];
  const answer = await post(form, `access_token=${token}`);
  assertChallenge(answer, 401, underBearer('invalid_token', UNKNOWN));
});

suite('RFC 9449, 9: nonces of the resource server', () => {
  for (const path of PATHS) {
    test(`${path}: every answer carries the nonce, and proofs without it are asked for it`, async (t) => {
      const { url, issueToken } = await startParts(t, { DPOP: 'accept', DPOP_NONCE_SECRET: SECRET });
      const client = new DpopClient();
      const members = { dpopKeyThumbprint: await client.thumbprint() };
      const token = await issueToken(members);
      const uri = url + path;
      const get = (headers: readonly string[]): Promise<Answer> => ask(url, path, { headers });

      const asked = await get(await client.present(token, uri));
      assertChallenge(asked, 401, underDpop('use_dpop_nonce', NEEDS_NONCE));
      const nonce = nonceOf(asked);

      const answered = await get(await client.present(token, uri, { nonce }));
      assert.equal(answered.status, 200, answered.body);
      assert.equal(nonceOf(answered), nonce);

      const guessed = await get(await client.present(token, uri, { nonce: 'guessed' }));
      assertChallenge(guessed, 401, underDpop('use_dpop_nonce', NEEDS_NONCE));

      assert.equal(nonceOf(await get([])), nonce, '401 without credentials');
      const malformed = await get(['Authorization', 'DPoP a b']);
      assert.deepEqual([malformed.status, nonceOf(malformed)], [400, nonce]);
      assert.equal(nonceOf(await get(['Authorization', 'Bearer unknown'])), nonce, '401 under Bearer');
      const bearer = await get(['Authorization', `Bearer ${await issueToken()}`]);
      assert.deepEqual([bearer.status, nonceOf(bearer)], [200, nonce]);
    });
  }

  test('UserInfo: 403 carries it too, in a challenge for DPoP alone', async (t) => {
    const { url, issueToken } = await startParts(t, { DPOP: 'accept', DPOP_NONCE_SECRET: SECRET });
    const client = new DpopClient();
    const token = await issueToken({ dpopKeyThumbprint: await client.thumbprint(), scopes: ['profile'] });
    const nonce = nonceOf(await ask(url, '/api/userinfo'));
    const headers = await client.present(token, `${url}/api/userinfo`, { nonce });
    const answer = await ask(url, '/api/userinfo', { headers });
    const description = 'The access token lacks a scope that the request needs.';
    const expected = `DPoP error="insufficient_scope", error_description="${description}", scope="openid", ${ALGS}`;
    assertChallenge(answer, 403, expected);
    assert.equal(nonceOf(answer), nonce);
  });

  test('replicas that share a secret take each other\u2019s nonces, while it is changed too; others do not', async (t) => {
    const newer = 'another-that-nobody-can-guess-4711';
    const [first, second, stranger] = [
      await startParts(t, { DPOP: 'require', DPOP_NONCE_SECRET: SECRET }),
      await startParts(t, { DPOP: 'require', DPOP_NONCE_SECRET: `${newer}, ${SECRET}` }),
      await startParts(t, { DPOP: 'require', DPOP_NONCE_SECRET: newer }),
    ];
    const client = new DpopClient();
    const dpopKeyThumbprint = await client.thumbprint();
    const nonce = nonceOf(await ask(first.url, '/api/time'));
    const visit = async ({ url, issueToken }: typeof first): Promise<Answer> => {
      const token = await issueToken({ dpopKeyThumbprint });
      return ask(url, '/api/time', { headers: await client.present(token, `${url}/api/time`, { nonce }) });
    };
    const welcomed = await visit(second);
    assert.equal(welcomed.status, 200);
    assert.notEqual(nonceOf(welcomed), nonce, 'the newest secret makes nonces');
    assert.equal((await visit(stranger)).status, 401);
  });

  test('nonces that Authlete asks for reach the client, and come back', async (t) => {
    const { url, issueToken, authlete } = await startParts(t, { DPOP: 'accept' });
    authlete.properties.change({ dpopNonceRequired: true });
    const client = new DpopClient();
    const token = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    for (const path of PATHS) {
      const asked = await ask(url, path, { headers: await client.present(token, url + path) });
      assertChallenge(asked, 401, underDpop('use_dpop_nonce', NEEDS_NONCE));
      const headers = await client.present(token, url + path, { nonce: nonceOf(asked) });
      const answered = await ask(url, path, { headers });
      assert.equal(answered.status, 200, answered.body);
      assert.ok(nonceOf(answered));
    }
  });
});
