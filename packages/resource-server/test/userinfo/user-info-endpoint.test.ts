import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import {
  type AccessToken,
  type Claims,
  type ClaimQuery,
  type ClaimSource,
  createUserInfoEndpoint,
  type ResourceServerEvent,
  type UserInfoEndpointOptions,
  type UserInfoGrant,
  type UserInfoIssuance,
  type UserInfoResponse,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { readChallenges } from '../challenge-reader.ts';
import { bearerRequest, requestOf } from '../requests.ts';
import { type InMemoryUserInfo, InMemoryUserInfoAuthority } from './in-memory-user-info-authority.ts';

const NOW = 1_800_000_000_000;
const JANE: Claims = { name: 'Jane Doe', email: 'jane@example.com', email_verified: true };

function grantOf(facts: Partial<AccessToken> = {}, grant: Partial<UserInfoGrant> = {}): UserInfoGrant {
  const token = accessToken({ subject: 'jane', ...facts }) as UserInfoGrant['token'];
  return { state: 'active', token, claimNames: ['name', 'email'], ...grant };
}

function knowing(claims: Claims | undefined): ClaimSource {
  return { findClaims: async () => claims };
}

const NEVER_ASKED: ClaimSource = { findClaims: async () => assert.fail('the claim source was asked') };

/** Answers a request with the token `T`, about which the authority says this. */
function answer(
  userInfo: InMemoryUserInfo,
  claimSource: ClaimSource,
  options?: Partial<UserInfoEndpointOptions>,
): Promise<UserInfoResponse> {
  const authority = new InMemoryUserInfoAuthority({ T: userInfo });
  const endpoint = createUserInfoEndpoint({ authority, claimSource, now: () => NOW, ...options });
  return endpoint.answer(bearerRequest('T'));
}

async function assertDenied(
  response: UserInfoResponse,
  status: number,
  error: string | undefined,
  scope?: string,
): Promise<void> {
  assert.equal(response.status, status);
  assert.equal(response.headers['Cache-Control'], 'no-store');
  const [challenge] = await readChallenges(response);
  assert.equal(challenge?.parameters.error, status === 503 ? undefined : error);
  assert.equal(challenge?.parameters.scope, scope);
  assert.equal(challenge === undefined, status === 503);
  assert.equal(response.headers['Retry-After'] !== undefined, status === 503);
  if (error === undefined) assert.equal(response.body, '');
  else assert.equal((JSON.parse(response.body) as { error: string }).error, error);
}

suite('the steps of an answer', () => {
  test('OpenID Connect Core, 5.3: inspect, find the claims, issue', async () => {
    const queries: ClaimQuery[] = [];
    const authority = new InMemoryUserInfoAuthority({ T: { inspection: grantOf() } });
    const claimSource: ClaimSource = {
      async findClaims(query) {
        authority.asked.push(`find ${query.subject}`);
        queries.push(query);
        return JANE;
      },
    };
    const endpoint = createUserInfoEndpoint({ authority, claimSource, now: () => NOW });
    const response = await endpoint.answer(bearerRequest('T'));
    assert.deepEqual(authority.asked, ['inspect T', 'find jane', 'issue T']);
    assert.deepEqual(queries, [
      {
        subject: 'jane',
        names: ['name', 'email'],
        locales: [],
        clientId: '1001',
        scopes: ['openid', 'profile'],
        deadline: NOW + 5000,
      },
    ]);
    assert.deepEqual(response, {
      status: 200,
      headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache', 'Content-Type': 'application/json' },
      body: '{"sub":"jane","name":"Jane Doe","email":"jane@example.com"}',
    });
  });

  test('OpenID Connect Core, 5.3.2: the bytes that were issued are sent as they are', async () => {
    const issued: readonly UserInfoIssuance[] = [
      {
        state: 'issued',
        mediaType: 'application/json',
        body: ' {"sub" : "jane", "name":"J\u00f6\\u00e9 \ud83d\ude00"}\n',
      },
      { state: 'issued', mediaType: 'application/jwt', body: 'e30.e30.c2ln' },
    ];
    for (const issuance of issued) {
      assert.ok(issuance.state === 'issued');
      const response = await answer({ inspection: grantOf(), issuance }, knowing(JANE));
      assert.equal(response.body, issuance.body);
      assert.equal(response.headers['Content-Type'], issuance.mediaType);
    }
  });

  test('OpenID Connect Core, 5.3.1: GET and POST, the token in the header or in the form', async () => {
    const authority = new InMemoryUserInfoAuthority({ T: { inspection: grantOf() } });
    const endpoint = createUserInfoEndpoint({ authority, claimSource: knowing(JANE) });
    const requests = [
      requestOf({ method: 'GET', authorization: 'Bearer T' }),
      requestOf({ method: 'POST', authorization: 'Bearer T' }),
      requestOf({ method: 'POST', authorization: 'Bearer T', form: 'a=b' }),
      requestOf({ method: 'POST', form: 'access_token=T' }),
    ];
    for (const request of requests) assert.equal((await endpoint.answer(request)).status, 200);
  });

  test('sub is neither asked of the claim source nor taken from it', async () => {
    const queries: ClaimQuery[] = [];
    const claimSource: ClaimSource = {
      async findClaims(query) {
        queries.push(query);
        return { sub: 'somebody else', name: 'Jane Doe' };
      },
    };
    const response = await answer({ inspection: grantOf({}, { claimNames: ['sub', 'name'] }) }, claimSource);
    assert.deepEqual(queries[0]?.names, ['name']);
    assert.equal(response.body, '{"sub":"jane","name":"Jane Doe"}');
  });

  test('claims may be called like members that every object has, or like members of a decision', async () => {
    const claimNames = ['__proto__', 'constructor', 'toString', 'granted', 'status', 'state'];
    const stored = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": 1, "granted": false, "status": 500}',
    ) as Claims;
    const response = await answer({ inspection: grantOf({}, { claimNames }) }, knowing(stored));
    assert.equal(response.status, 200);
    assert.equal(
      response.body,
      '{"sub":"jane","__proto__":{"admin":true},"constructor":1,"granted":false,"status":500}',
    );
  });
});

suite('denied before the claim source is asked', () => {
  test('RFC 6750, 3.1: no credentials', async () => {
    const authority = new InMemoryUserInfoAuthority({});
    const endpoint = createUserInfoEndpoint({ authority, claimSource: NEVER_ASKED, realm: 'users' });
    const response = await endpoint.answer(requestOf());
    await assertDenied(response, 401, undefined);
    assert.equal(response.headers['WWW-Authenticate'], 'Bearer realm="users"');
    assert.deepEqual(authority.asked, []);
  });

  test('RFC 6750, 2: two credentials', async () => {
    const authority = new InMemoryUserInfoAuthority({ T: { inspection: grantOf() } });
    const endpoint = createUserInfoEndpoint({ authority, claimSource: NEVER_ASKED });
    const request = requestOf({ method: 'POST', authorization: 'Bearer T', form: 'access_token=T' });
    await assertDenied(await endpoint.answer(request), 400, 'invalid_request');
    assert.deepEqual(authority.asked, []);
  });

  test('RFC 6750, 3.1: a token that the authority refuses', async () => {
    const rows = [
      ['invalid_token', 401, undefined],
      ['insufficient_scope', 403, 'openid'],
      ['invalid_request', 400, undefined],
    ] as const;
    for (const [code, status, scope] of rows) {
      const response = await answer(
        { inspection: { state: 'refused', code, reason: 'why', dpopNonce: 'n0nce' } },
        NEVER_ASKED,
      );
      await assertDenied(response, status, code, scope);
      assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
    }
  });

  test('OpenID Connect Core, 5.3: a token without openid, whatever the authority says', async () => {
    const inspection = grantOf({ scopes: ['profile'] }, { dpopNonce: 'n0nce' });
    const response = await answer({ inspection }, NEVER_ASKED);
    await assertDenied(response, 403, 'insufficient_scope', 'openid');
    assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
  });

  test('OpenID Connect Core, 5.3: a token without a subject, whatever the authority says', async () => {
    for (const subject of [undefined, '']) {
      const token = accessToken({ subject }) as UserInfoGrant['token'];
      await assertDenied(
        await answer({ inspection: grantOf({}, { token }) }, NEVER_ASKED),
        401,
        'invalid_token',
      );
    }
  });

  test('a token that is expired or bound, whatever the authority says', async () => {
    for (const facts of [{ expiresAt: NOW }, { certificateThumbprint: 'x' }]) {
      await assertDenied(await answer({ inspection: grantOf(facts) }, NEVER_ASKED), 401, 'invalid_token');
    }
  });

  test('an authority that cannot answer: 503, with its Retry-After', async () => {
    const inspection = { state: 'unavailable', reason: 'why', retryAfter: 7 } as const;
    const response = await answer({ inspection }, NEVER_ASKED);
    await assertDenied(response, 503, 'temporarily_unavailable');
    assert.equal(response.headers['Retry-After'], '7');
  });
});

suite('denied after the first step', () => {
  const inspection = grantOf({}, { dpopNonce: 'n0nce' });

  test('a subject that does not exist any more: 401, and nothing is issued', async () => {
    const authority = new InMemoryUserInfoAuthority({ T: { inspection } });
    const endpoint = createUserInfoEndpoint({ authority, claimSource: knowing(undefined) });
    const response = await endpoint.answer(bearerRequest('T'));
    await assertDenied(response, 401, 'invalid_token');
    assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
    assert.deepEqual(authority.asked, ['inspect T']);
  });

  const broken: Readonly<Record<string, () => unknown>> = {
    rejects: () => Promise.reject(new Error('the database says: secret')),
    throws: () => {
      throw new Error('the database says: secret');
    },
    'rejects with nothing': () => Promise.reject(),
    'resolves with null': () => Promise.resolve(null),
  };
  for (const [words, findClaims] of Object.entries(broken)) {
    test(`a claim source that ${words}: 503, and only the operator is told why`, async () => {
      const events: ResourceServerEvent[] = [];
      const claimSource = { findClaims } as ClaimSource;
      const response = await answer({ inspection }, claimSource, { onEvent: (event) => events.push(event) });
      await assertDenied(response, 503, 'temporarily_unavailable');
      assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
      assert.doesNotMatch(JSON.stringify([response.headers, response.body]), /secret/);
      const [event] = events;
      assert.ok(event?.type === 'access_denied');
      assert.equal(event.denied.code, 'claims_unavailable');
      if (words === 'rejects') assert.match(String(event.denied.cause), /secret/);
    });
  }

  test('a claim source that hangs: 503 after the time that it was given', async (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const asked = Promise.withResolvers<void>();
    const claimSource: ClaimSource = {
      findClaims() {
        asked.resolve();
        return new Promise(() => undefined);
      },
    };
    let answered = false;
    const response = answer({ inspection }, claimSource, { claimTimeout: 300 });
    void response.then(() => (answered = true));
    await asked.promise;
    t.mock.timers.tick(299);
    await Promise.resolve();
    assert.ok(!answered);
    t.mock.timers.tick(1);
    await assertDenied(await response, 503, 'temporarily_unavailable');
  });

  test('what a slow claim source brings after its time is ignored, be it an error', async (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<Claims>();
    const claimSource: ClaimSource = {
      findClaims() {
        asked.resolve();
        return late.promise;
      },
    };
    const response = answer({ inspection }, claimSource);
    await asked.promise;
    t.mock.timers.tick(5000);
    assert.equal((await response).status, 503);
    // An unhandled rejection would fail this test.
    late.reject(new Error('too late'));
  });

  test('a second step that refuses what the first accepted: its refusal, with the nonce of the first', async () => {
    const rows = [
      ['invalid_token', 401, undefined],
      ['insufficient_scope', 403, 'openid'],
      ['invalid_request', 400, undefined],
    ] as const;
    for (const [code, status, scope] of rows) {
      const issuance = { state: 'refused', code, reason: 'why' } as const;
      const response = await answer({ inspection, issuance }, knowing(JANE));
      await assertDenied(response, status, code, scope);
      assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
      const newer = await answer(
        { inspection, issuance: { ...issuance, dpopNonce: 'newer' } },
        knowing(JANE),
      );
      assert.equal(newer.headers['DPoP-Nonce'], 'newer');
    }
  });

  test('a second step that cannot answer: 503, and no claim leaves', async () => {
    const issuance = { state: 'unavailable', reason: 'why' } as const;
    const response = await answer({ inspection, issuance }, knowing(JANE));
    await assertDenied(response, 503, 'temporarily_unavailable');
    assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
    assert.doesNotMatch(response.body, /Jane/);
  });
});

test('RFC 9449, 8.2: the nonce of the first step is carried on success', async () => {
  const response = await answer({ inspection: grantOf({}, { dpopNonce: 'n0nce' }) }, knowing(JANE));
  assert.equal(response.status, 200);
  assert.equal(response.headers['DPoP-Nonce'], 'n0nce');
});

suite('events', () => {
  test('an answer makes one event about its request, without claims and token', async () => {
    const events: ResourceServerEvent[] = [];
    const authority = new InMemoryUserInfoAuthority({ 's3cret-token': { inspection: grantOf() } });
    const endpoint = createUserInfoEndpoint({
      authority,
      claimSource: knowing(JANE),
      onEvent: (event) => events.push(event),
    });
    const request = bearerRequest('s3cret-token');
    await endpoint.answer(request);
    await endpoint.answer(bearerRequest('s3cret-token-of-nobody'));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['user_info_issued', 'access_denied'],
    );
    assert.equal(events[0]?.request, request);
    const told = events.map((event) => ({ ...event, request: undefined }));
    assert.doesNotMatch(JSON.stringify(told), /s3cret|Jane Doe|example\.com/);
  });
});

suite('options', () => {
  const authority = new InMemoryUserInfoAuthority({});
  const claimSource = knowing(JANE);
  const wrong: readonly (readonly [name: string, options: unknown])[] = [
    ['authority', { claimSource }],
    ['authority', { claimSource, authority: { inspect: () => undefined } }],
    ['claimSource', { authority }],
    ['claimSource', { authority, claimSource: {} }],
    ['claimTimeout', { authority, claimSource, claimTimeout: 0 }],
    ['claimTimeout', { authority, claimSource, claimTimeout: -1 }],
    ['claimTimeout', { authority, claimSource, claimTimeout: Number.NaN }],
    ['claimTimeout', { authority, claimSource, claimTimeout: Number.POSITIVE_INFINITY }],
    // A timer for longer than this would fire at once.
    ['claimTimeout', { authority, claimSource, claimTimeout: 2 ** 31 }],
    ['consentedClaims', { authority, claimSource, consentedClaims: 'sometimes' }],
    ['realm', { authority, claimSource, realm: 'a\nb' }],
  ];
  for (const [name, options] of wrong) {
    test(`a wrong ${name} is named: ${JSON.stringify(options)}`, () => {
      assert.throws(() => createUserInfoEndpoint(options as UserInfoEndpointOptions), {
        name: 'TypeError',
        message: new RegExp(`^options\\.${name}:`),
      });
    });
  }
});
