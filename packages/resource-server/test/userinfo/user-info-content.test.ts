import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import {
  type AccessToken,
  type ClaimQuery,
  type Claims,
  type ClaimSource,
  createUserInfoEndpoint,
  type ResourceServerEvent,
  type UserInfoContent,
  type UserInfoEndpointOptions,
  type UserInfoGrant,
  type UserInfoResponse,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { bearerRequest } from '../requests.ts';
import { InMemoryUserInfoAuthority } from './in-memory-user-info-authority.ts';

const JANE: Claims = {
  name: 'Jane Doe',
  'name#ja': 'ジェーン',
  email: 'jane@example.com',
  birthdate: '1984-04-01',
  nickname: 'JD',
};

interface Outcome {
  readonly response: UserInfoResponse;
  readonly claims: unknown;
  readonly contents: readonly UserInfoContent[];
  readonly queries: readonly ClaimQuery[];
  readonly events: readonly ResourceServerEvent[];
}

/** Answers a request with a token about which the authority says this. */
async function answer(
  grant: Partial<UserInfoGrant>,
  claims: Claims = JANE,
  options: Partial<UserInfoEndpointOptions> & Pick<ClaimSource, 'findSubject'> = {},
): Promise<Outcome> {
  const token = accessToken({ subject: 'jane' } satisfies Partial<AccessToken>) as UserInfoGrant['token'];
  const inspection: UserInfoGrant = { state: 'active', token, claimNames: [], ...grant };
  const authority = new InMemoryUserInfoAuthority({ T: { inspection } });
  const queries: ClaimQuery[] = [];
  const events: ResourceServerEvent[] = [];
  const { findSubject, ...rest } = options;
  const claimSource: ClaimSource = {
    async findClaims(query) {
      queries.push(query);
      return claims;
    },
    ...(findSubject !== undefined && { findSubject }),
  };
  const endpoint = createUserInfoEndpoint({
    authority,
    claimSource,
    onEvent: (event) => events.push(event),
    ...rest,
  });
  const response = await endpoint.answer(bearerRequest('T'));
  const parsed: unknown = response.body === '' ? undefined : JSON.parse(response.body);
  return { response, claims: parsed, contents: authority.contents, queries, events };
}

suite('what an answer is made of', () => {
  test('OpenID Connect Core, 5.5: claims of scopes and of the claims parameter, with the languages for the source', async () => {
    const { claims, queries } = await answer({
      claimNames: ['email'],
      claimsRequest: { 'name#ja': null, nickname: { essential: true }, website: { essential: true } },
    });
    assert.deepEqual(claims, {
      sub: 'jane',
      email: 'jane@example.com',
      'name#ja': 'ジェーン',
      nickname: 'JD',
    });
    assert.deepEqual(queries[0]?.names, ['email', 'name#ja', 'nickname', 'website']);
    assert.deepEqual(queries[0]?.locales, ['ja']);
  });

  test('OpenID Connect Core, 5.5.1: a missing essential claim is not an error', async () => {
    const { response, claims } = await answer({ claimsRequest: { website: { essential: true } } });
    assert.equal(response.status, 200);
    assert.deepEqual(claims, { sub: 'jane' });
  });

  test('OpenID Connect Core, 5.5.1: a claim that has not the requested value is left out', async () => {
    const claimsRequest = {
      email: { value: 'other@example.com', essential: true },
      nickname: { values: ['JD'] },
    };
    const { claims } = await answer({ claimNames: ['email', 'name'], claimsRequest });
    assert.deepEqual(claims, { sub: 'jane', name: 'Jane Doe', nickname: 'JD' });
  });

  test('only what the user has consented to, where the authority says so and nobody ignores it', async () => {
    const grant = { claimNames: ['name', 'email'], consentedClaims: ['name'] };
    assert.deepEqual((await answer(grant)).claims, { sub: 'jane', name: 'Jane Doe' });
    const ignored = await answer(grant, JANE, { consentedClaims: 'ignore' });
    assert.deepEqual(ignored.claims, { sub: 'jane', name: 'Jane Doe', email: 'jane@example.com' });
    const nothing = await answer({ ...grant, consentedClaims: [] });
    assert.deepEqual(nothing.claims, { sub: 'jane' }, 'sub is always released');
  });

  test('OpenID Connect Core, 5.6.2: aggregated and distributed claims, unresolved', async () => {
    const stored: Claims = {
      ...JANE,
      _claim_names: { credit_score: 'agency', salary: 'employer' },
      _claim_sources: {
        agency: { endpoint: 'https://agency.example.com/claims', access_token: 's3cret' },
        employer: { JWT: 'e30.e30.c2ln' },
      },
    };
    const { claims, events } = await answer({ claimNames: ['name', 'credit_score'] }, stored);
    assert.deepEqual(claims, {
      sub: 'jane',
      name: 'Jane Doe',
      _claim_names: { credit_score: 'agency' },
      _claim_sources: { agency: { endpoint: 'https://agency.example.com/claims', access_token: 's3cret' } },
    });
    assert.doesNotMatch(JSON.stringify(events), /s3cret/);
  });

  test('a source that holds sub, and other members of the authority, does not change them', async () => {
    const stored: Claims = { sub: 'john', iss: 'https://evil.example', aud: 'x', exp: 1, name: 'Jane Doe' };
    const claimsRequest = { sub: null, iss: null, aud: null, exp: null, name: null };
    assert.deepEqual((await answer({ claimsRequest }, stored)).claims, { sub: 'jane', name: 'Jane Doe' });
  });

  test('a value of the wrong type is left out, and one event tells its name, not the value', async () => {
    const stored: Claims = { name: 'Jane Doe', updated_at: '2026-11-24', email_verified: 'v3ry' };
    const claimNames = ['name', 'updated_at', 'email_verified'];
    const { claims, events } = await answer({ claimNames }, stored);
    assert.deepEqual(claims, { sub: 'jane', name: 'Jane Doe' });
    const event = events.find(({ type }) => type === 'claims_left_out');
    assert.deepEqual(event?.type === 'claims_left_out' && event.names, ['updated_at', 'email_verified']);
    assert.doesNotMatch(JSON.stringify({ ...event, request: undefined }), /2026-11-24|v3ry/);
  });
});

suite('OpenID Connect Core, 8.1: a sub of the claim source', () => {
  test('takes the place of the subject of the token, for the client that was told to the source', async () => {
    const asked: ClaimQuery[] = [];
    const findSubject = async (query: ClaimQuery): Promise<string> => {
      asked.push(query);
      return `${query.subject}-for-${query.clientId}`;
    };
    const { claims, contents, queries } = await answer({ claimNames: ['name'] }, JANE, { findSubject });
    assert.deepEqual(claims, { sub: 'jane-for-1001', name: 'Jane Doe' });
    assert.equal(contents[0]?.subject, 'jane-for-1001');
    assert.deepEqual(asked, queries);
  });

  test('is the subject of the token where the source has no other', async () => {
    const { claims, contents } = await answer({}, JANE, { findSubject: async () => undefined });
    assert.deepEqual(claims, { sub: 'jane' });
    assert.equal(contents[0]?.subject, undefined);
  });

  test('section 2: has 1 to 255 ASCII characters, else 503', async () => {
    assert.equal((await answer({}, JANE, { findSubject: async () => 'a'.repeat(255) })).response.status, 200);
    for (const subject of ['', 'a'.repeat(256), 'zoë', 'a\nb', null, 7]) {
      const { response, contents, events } = await answer({}, JANE, {
        findSubject: async () => subject as string,
      });
      assert.equal(response.status, 503, String(subject));
      assert.deepEqual(contents, []);
      assert.equal(events[0]?.type === 'access_denied' && events[0].denied.code, 'claims_unavailable');
    }
  });

  test('that cannot be found is 503: the subject itself is not told instead', async () => {
    const broken = [
      () => Promise.reject(new Error('no salt')),
      () => {
        throw new Error('no salt');
      },
    ];
    for (const findSubject of broken) {
      const { response, contents } = await answer({}, JANE, { findSubject });
      assert.equal(response.status, 503);
      assert.deepEqual(contents, []);
      assert.doesNotMatch(response.body, /jane|salt/);
    }
  });

  test('that throws where the claims fail as well leaves no rejection alone', async () => {
    const claimSource: ClaimSource = {
      findClaims: () => Promise.reject(new Error('down')),
      findSubject: () => {
        throw new Error('no salt');
      },
    };
    // An unhandled rejection would fail this test.
    assert.equal((await answer({}, JANE, { claimSource })).response.status, 503);
  });
});

suite('OpenID Connect Core, 5.5.1 and 5.3.2: a request for the claims of one subject', () => {
  test('is answered where it is the subject of the answer', async () => {
    for (const sub of [null, {}, { essential: true }, { value: 'jane' }, { values: ['john', 'jane'] }]) {
      const { response } = await answer({ claimsRequest: { sub } });
      assert.equal(response.status, 200, JSON.stringify(sub));
    }
  });

  test('is refused where it is another: nobody gets the claims of somebody whom they did not ask for', async () => {
    for (const sub of [{ value: 'john' }, { values: [] }, { value: ['jane'] }, { value: 7 }, 'jane']) {
      const { response, contents, events } = await answer({ claimNames: ['name'], claimsRequest: { sub } });
      assert.equal(response.status, 403, JSON.stringify(sub));
      assert.deepEqual(contents, []);
      assert.equal(events[0]?.type === 'access_denied' && events[0].denied.code, 'subject_mismatch');
    }
  });

  test('asks for the subject that the client knows', async () => {
    const findSubject = async (): Promise<string> => 'pairwise';
    const claimsRequest = { sub: { value: 'pairwise' } };
    assert.equal((await answer({ claimsRequest }, JANE, { findSubject })).response.status, 200);
    const plain = await answer({ claimsRequest: { sub: { value: 'jane' } } }, JANE, { findSubject });
    assert.equal(plain.response.status, 403);
  });
});

suite('OpenID Connect Advanced Syntax for Claims: transformed claims', () => {
  test('get the values that they are made of, which are not among the claims of the answer', async () => {
    const { claims, contents, queries } = await answer({
      claimNames: ['name'],
      claimsRequest: { ':age': null, '::is_over_18': null },
      transformationInputs: { claims: ['birthdate', 'phone_number'] },
    });
    assert.deepEqual(claims, { sub: 'jane', name: 'Jane Doe' });
    assert.deepEqual(queries[0]?.names, ['name', 'birthdate', 'phone_number']);
    assert.deepEqual(JSON.parse(JSON.stringify(contents[0]?.transformationValues)), {
      claims: { birthdate: '1984-04-01' },
    });
  });

  test('without a value nothing is passed on', async () => {
    const { contents } = await answer({ transformationInputs: { claims: ['phone_number'] } });
    assert.equal(contents[0]?.transformationValues, undefined);
  });

  test('a stored claim that is called like one is never read', async () => {
    const stored: Claims = { ':age': 7, '::is_over_18': true };
    const names = [':age', '::is_over_18'];
    const { claims, contents } = await answer(
      { claimNames: names, claimsRequest: { ':age': null }, transformationInputs: { claims: names } },
      stored,
    );
    assert.deepEqual(claims, { sub: 'jane' });
    assert.equal(contents[0]?.transformationValues, undefined);
  });
});

const NAMES = [
  'name',
  'name#ja',
  'name#JA-jp',
  'email_verified',
  'address',
  'sub',
  'iss',
  ':x',
  '::x',
  '#',
  '__proto__',
  'constructor',
  'verified_claims',
  '_claim_names',
  '_claim_sources',
  'https://example.com/x',
];

test('whatever a client has requested, a user consented to and a source stored: an answer about the right user, with no more than that', async () => {
  const name = fc.constantFrom(...NAMES);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      'x',
      true,
      { country: 'JP' },
      { name: 's' },
      { s: { JWT: 'a.b.c' } },
      { value: 'x' },
      { values: [] },
    ),
  );
  const names = fc.array(name, { maxLength: 6 });
  const grant = fc.record(
    {
      claimNames: names,
      claimsRequest: fc.dictionary(name, value),
      consentedClaims: names,
      transformationInputs: fc.record({ claims: names, verifiedClaims: fc.array(names, { maxLength: 2 }) }),
    },
    { requiredKeys: ['claimNames'] },
  );
  const stored = fc.dictionary(name, value) as fc.Arbitrary<Claims>;
  const statuses = new Set<number>();
  const property = fc.asyncProperty(grant, stored, async (grant, stored) => {
    const { response, claims, contents } = await answer(grant, stored);
    statuses.add(response.status);
    if (response.status !== 200) {
      assert.equal(response.status, 403);
      assert.deepEqual(contents, []);
      return;
    }
    const { sub, _claim_names: referenced = {}, _claim_sources, ...rest } = claims as Record<string, object>;
    assert.equal(sub, 'jane');
    assert.equal(_claim_sources === undefined, Object.keys(referenced).length === 0);
    const requested = [...grant.claimNames, ...Object.keys(grant.claimsRequest ?? {})];
    const base = (name: string): string => name.split('#', 1)[0] ?? '';
    for (const name of [...Object.keys(rest), ...Object.keys(referenced)]) {
      assert.ok(
        requested.some((one) => base(one) === base(name)),
        name,
      );
      assert.ok(grant.consentedClaims?.some((one) => base(one) === base(name)) ?? true, name);
      assert.ok(!/^(:|#|iss$|verified_claims$|_claim_)/.test(name), name);
    }
  });
  await fc.assert(property, { numRuns: 400 });
  assert.deepEqual(statuses, new Set([200, 403]), 'both happened');
});
