import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AuthleteConfigurationError, createAuthleteClient } from '../../src/authlete/index.ts';
import { clientOf, SECRETS, startAnswering, startAuthlete } from './scripted-authlete.ts';

describe('a question to Authlete', () => {
  test('of API 2.x goes to /api with Basic credentials', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, { action: 'UNAUTHORIZED' });
    await clientOf(t, baseUrl).introspect({ token: SECRETS.token });
    const [request] = requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request.url, '/api/auth/introspection');
    const basic = Buffer.from(`10001:${SECRETS.apiSecret}`).toString('base64');
    assert.equal(request.headers.authorization, `Basic ${basic}`);
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers['accept-encoding'], undefined);
    assert.equal(request.body, JSON.stringify({ token: SECRETS.token }));
  });

  test('of API 3.x goes to /api/{serviceId} with a Bearer token', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, { action: 'UNAUTHORIZED' });
    const client = createAuthleteClient({
      apiVersion: 'V3',
      baseUrl: `${baseUrl}/behind/a/proxy/`,
      serviceId: '10001',
      serviceAccessToken: SECRETS.accessToken,
    });
    t.after(() => client.close());
    await client.introspect({ token: 'T' });
    await client.userInfo({ token: 'T' });
    await client.issueUserInfo({ token: 'T', claims: undefined });
    await client.issueUserInfo({ token: 'T', claims: '{"name":"John"}' });
    await client.revokeTokens({ subject: '1' });
    await client.checkReachable();
    assert.deepEqual(
      requests.map(({ method, url, body }) => [method, url, body]),
      [
        ['POST', '/behind/a/proxy/api/10001/auth/introspection', '{"token":"T"}'],
        ['POST', '/behind/a/proxy/api/10001/auth/userinfo', '{"token":"T"}'],
        ['POST', '/behind/a/proxy/api/10001/auth/userinfo/issue', '{"token":"T"}'],
        [
          'POST',
          '/behind/a/proxy/api/10001/auth/userinfo/issue',
          '{"token":"T","claims":"{\\"name\\":\\"John\\"}"}',
        ],
        ['POST', '/behind/a/proxy/api/10001/auth/token/revoke', '{"subject":"1"}'],
        ['GET', '/behind/a/proxy/api/lifecycle/healthcheck', ''],
      ],
    );
    assert.deepEqual(
      requests.map(({ headers }) => headers.authorization),
      [...Array.from({ length: 5 }, () => `Bearer ${SECRETS.accessToken}`), undefined],
    );
  });

  test('is asked over a connection that is kept', async (t) => {
    const { baseUrl, connections } = await startAnswering(t, { action: 'UNAUTHORIZED' });
    const client = clientOf(t, baseUrl, { connections: 1 });
    for (let i = 0; i < 5; i++) {
      await client.introspect({ token: 'T' });
    }
    assert.equal(connections(), 1);
  });

  test('is answered in JSON with or without parameters of the media type, whatever its case', async (t) => {
    for (const mediaType of [
      'application/json',
      'application/json;charset=UTF-8',
      'Application/JSON ; x=y',
    ]) {
      const { baseUrl } = await startAuthlete(t, (_, response) => {
        response.setHeader('content-type', mediaType).end('{"action":"UNAUTHORIZED"}');
      });
      const result = await clientOf(t, baseUrl).introspect({ token: 'T' });
      assert.equal(result.state, 'answered', mediaType);
    }
  });

  test('may be answered in pieces that cut a character, and after an interim response', async (t) => {
    const subject = 'jürgen';
    const bytes = Buffer.from(JSON.stringify({ action: 'OK', clientId: 1, subject }));
    const cut = bytes.indexOf(0xc3) + 1;
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.writeEarlyHints({ link: '</x>; rel=preload' });
      response.setHeader('content-type', 'application/json');
      response.write(bytes.subarray(0, cut));
      setImmediate(() => response.end(bytes.subarray(cut)));
    });
    const result = await clientOf(t, baseUrl).introspect({ token: 'T' });
    assert.equal(result.state === 'answered' && result.answer.subject, subject);
  });
});

describe('the check of the credentials', () => {
  test('asks for a token that cannot exist, a new one each time', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, { action: 'UNAUTHORIZED' });
    const client = clientOf(t, baseUrl);
    assert.deepEqual(await client.checkCredentials(), { state: 'ok' });
    assert.deepEqual(await client.checkCredentials(), { state: 'ok' });
    assert.deepEqual(await client.checkCredentials('userinfo'), { state: 'ok' });
    assert.equal(new Set(requests.map(({ body }) => body)).size, 3);
    assert.deepEqual(
      requests.map(({ url }) => url),
      ['/api/auth/introspection', '/api/auth/introspection', '/api/auth/userinfo'],
    );
  });

  test('fails with a sentence for refused credentials, and shows none of them', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end(`{"x":"${SECRETS.body}"}`);
    });
    const check = await clientOf(t, baseUrl).checkCredentials();
    assert.match(check.state === 'failed' ? check.reason : '', /^Authlete refused the service credentials/);
    assert.doesNotMatch(JSON.stringify(check), new RegExp(Object.values(SECRETS).join('|')));
  });

  test('fails where something that is not Authlete answers', async (t) => {
    for (const answer of [{ action: 'OK', clientId: 1 }, { hello: 'world' }, { action: 7 }]) {
      const { baseUrl } = await startAnswering(t, answer);
      assert.equal((await clientOf(t, baseUrl).checkCredentials()).state, 'failed');
    }
  });
});

describe('the check of the reachability', () => {
  test('looks at nothing but the status', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => response.end('OK'));
    assert.deepEqual(await clientOf(t, baseUrl).checkReachable(), { state: 'ok' });
  });

  test('fails for any status but 200', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => response.writeHead(500).end('OK'));
    const check = await clientOf(t, baseUrl).checkReachable();
    assert.deepEqual(check, { state: 'failed', reason: 'Authlete answered with HTTP 500' });
  });
});

describe('the options of a client', () => {
  const configuration = {
    apiVersion: 'V2',
    baseUrl: 'http://127.0.0.1:1',
    serviceApiKey: '10001',
    serviceApiSecret: SECRETS.apiSecret,
  } as const;

  test('must be whole numbers from 1', () => {
    for (const name of [
      'connections',
      'connectTimeout',
      'headersTimeout',
      'bodyTimeout',
      'timeout',
      'maximumResponseSize',
      'retryDelay',
      'circuitFailures',
      'circuitPause',
    ]) {
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.throws(
          () => createAuthleteClient(configuration, { [name]: value }),
          new TypeError(`${name} must be a whole number from 1`),
        );
      }
    }
  });

  test('allow for a queue in which nobody waits, and for modes by their names', () => {
    for (const options of [{ queue: 0 }, { retry: 'never' }, { circuitFailures: 'off' }] as const) {
      assert.doesNotThrow(() => createAuthleteClient(configuration, options));
    }
    const wrong = [
      [{ queue: -1 }, 'queue must be a whole number from 0'],
      [{ retry: 'twice' as 'once' }, "retry must be 'once' or 'never'"],
      [{ circuitFailures: 'on' as 'off' }, 'circuitFailures must be a whole number from 1'],
    ] as const;
    for (const [options, message] of wrong) {
      assert.throws(() => createAuthleteClient(configuration, options), new TypeError(message));
    }
  });

  test('are checked together with a configuration that was written by hand', () => {
    assert.throws(
      () => createAuthleteClient({ ...configuration, baseUrl: 'http://authlete.example' }),
      AuthleteConfigurationError,
    );
    assert.throws(
      () => createAuthleteClient({ ...configuration, serviceApiSecret: 'a\r\nx: y' }),
      AuthleteConfigurationError,
    );
  });
});
