// What scripts of other origins may do (the Fetch standard): preflights come without a token, and are answered before one is asked for.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Answer, ask, startParts } from '../running-parts.ts';
import { DpopClient } from './dpop-client.ts';

const APP = 'https://app.example.com';
const STRANGER = 'https://evil.example';
const SECRET = 'what-nobody-can-guess-0123456789';

function preflight(url: string, path: string, origin: string): Promise<Answer> {
  return ask(url, path, {
    method: 'OPTIONS',
    headers: [
      'Origin',
      origin,
      'Access-Control-Request-Method',
      'GET',
      'Access-Control-Request-Headers',
      'authorization,dpop',
    ],
  });
}

function listOf(answer: Answer, name: string): string[] {
  const value = answer.headers[name];
  return typeof value === 'string' ? value.toLowerCase().split(/ *, */) : [];
}

suite('CORS_ORIGINS', () => {
  test('a preflight is answered before anything asks for a token, and allows the headers of a token', async (t) => {
    const { url, log } = await startParts(t, {
      CORS_ORIGINS: `${APP}, https://b.example.com`,
      DPOP: 'require',
    });
    for (const path of ['/api/time', '/api/userinfo']) {
      for (const origin of [APP, 'https://b.example.com']) {
        const answer = await preflight(url, path, origin);
        assert.equal(answer.status, 204);
        assert.equal(answer.body, '');
        assert.equal(answer.headers['www-authenticate'], undefined);
        assert.equal(answer.headers['access-control-allow-origin'], origin);
        assert.ok(listOf(answer, 'vary').includes('origin'), 'a cache must not mix up origins');
        for (const header of ['authorization', 'dpop', 'content-type']) {
          assert.ok(listOf(answer, 'access-control-allow-headers').includes(header), header);
        }
        for (const method of ['get', 'post']) {
          assert.ok(listOf(answer, 'access-control-allow-methods').includes(method), method);
        }
        // Tokens are sent by the script itself; cookies have no meaning here.
        assert.equal(answer.headers['access-control-allow-credentials'], undefined);
      }
    }
    assert.doesNotMatch(log(), /denied/);
  });

  test('RFC 9449, 9: answers show scripts their challenge and their nonce, whatever the status', async (t) => {
    const environment = { CORS_ORIGINS: APP, DPOP: 'accept', DPOP_NONCE_SECRET: SECRET };
    const { url, issueToken } = await startParts(t, environment);
    const client = new DpopClient();
    const dpopKeyThumbprint = await client.thumbprint();
    const token = await issueToken({ dpopKeyThumbprint });
    const narrow = await issueToken({ dpopKeyThumbprint, scopes: ['profile'] });
    const uri = `${url}/api/userinfo`;
    const visit = (headers: readonly string[]): Promise<Answer> =>
      ask(url, '/api/userinfo', { headers: ['Origin', APP, ...headers] });

    const asked = await visit(await client.present(token, uri));
    const nonce = asked.headers['dpop-nonce']?.toString();
    const answers: readonly (readonly [number, Answer])[] = [
      [401, asked],
      [401, await visit([])],
      [400, await visit(['Authorization', 'Bearer'])],
      [403, await visit(await client.present(narrow, uri, { nonce }))],
      [200, await visit(await client.present(token, uri, { nonce }))],
    ];
    for (const [status, answer] of answers) {
      assert.equal(answer.status, status);
      assert.equal(answer.headers['access-control-allow-origin'], APP);
      const exposed = listOf(answer, 'access-control-expose-headers');
      for (const header of ['www-authenticate', 'dpop-nonce', 'x-fapi-interaction-id']) {
        assert.ok(exposed.includes(header), `${status}: ${header}`);
      }
    }
  });

  test('an origin that is not listed is allowed nothing', async (t) => {
    const { url } = await startParts(t, { CORS_ORIGINS: APP });
    for (const origin of [STRANGER, 'null', `${APP}.evil.example`, 'http://app.example.com']) {
      const asked = await preflight(url, '/api/time', origin);
      assert.equal(asked.headers['access-control-allow-origin'], undefined, origin);
      const answered = await ask(url, '/api/time', { headers: ['Origin', origin] });
      assert.equal(answered.headers['access-control-allow-origin'], undefined, origin);
      assert.equal(answered.status, 401);
    }
  });

  test('* allows everybody', async (t) => {
    const { url, issueToken } = await startParts(t, { CORS_ORIGINS: '*' });
    const asked = await preflight(url, '/api/time', STRANGER);
    assert.equal(asked.status, 204);
    assert.equal(asked.headers['access-control-allow-origin'], '*');
    const headers = ['Origin', STRANGER, 'Authorization', `Bearer ${await issueToken()}`];
    const answered = await ask(url, '/api/time', { headers });
    assert.deepEqual([answered.status, answered.headers['access-control-allow-origin']], [200, '*']);
  });

  test('by default no origin is allowed anything, and OPTIONS is no method of the endpoints', async (t) => {
    const { url } = await startParts(t);
    const asked = await preflight(url, '/api/time', APP);
    assert.equal(asked.status, 405);
    for (const answer of [asked, await ask(url, '/api/time', { headers: ['Origin', APP] })]) {
      const names = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
      assert.deepEqual(names, []);
    }
  });

  test('RFC 9728, 3.2: the metadata are everybody\u2019s, whoever else may call', async (t) => {
    const { url } = await startParts(t, { CORS_ORIGINS: APP, RESOURCE: 'https://api.example.com' });
    for (const origin of [APP, STRANGER]) {
      const headers = ['Origin', origin];
      const answer = await ask(url, '/.well-known/oauth-protected-resource', { headers });
      assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [200, '*']);
    }
  });
});
