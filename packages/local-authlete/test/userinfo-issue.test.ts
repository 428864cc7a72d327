import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { decodeJwt } from 'jose';
import type { JWTPayload } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/userinfo/issue';
const CLAIMS = JSON.stringify({ email: 'john@example.com', address: { country: 'DE' }, updated_at: 1 });

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('POST /auth/userinfo/issue, JSON', () => {
  for (const generation of GENERATIONS) {
    it(`answers the claims with sub as JSON in a string (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['openid'] });
      const { body } = await call(local, ENDPOINT, { token, claims: CLAIMS }, { generation });
      assert.equal(body.action, 'JSON');
      assert.equal(body.resultCode, 'A096001');
      assert.deepEqual(JSON.parse(body.responseContent), { ...(JSON.parse(CLAIMS) as object), sub: 'john' });
    });
  }

  it('answers sub alone without claims, and with claims that are null', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const request of [{ token }, { token, claims: null }]) {
      const { body } = await call(local, ENDPOINT, request);
      assert.deepEqual(JSON.parse(body.responseContent), { sub: 'john' });
    }
  });

  it('takes sub from the request unless it is empty', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const subOf = async (sub: string): Promise<unknown> => {
      const { body } = await call(local, ENDPOINT, { token, sub, claims: '{"sub":"evil"}' });
      return (JSON.parse(body.responseContent) as JWTPayload).sub;
    };
    assert.equal(await subOf('pairwise'), 'pairwise');
    assert.equal(await subOf(''), 'john');
  });

  it('answers INTERNAL_SERVER_ERROR when claims are not a JSON object in a string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const claims of ['{', '[]', 'null', '"x"']) {
      const { status, body } = await call(local, ENDPOINT, { token, claims });
      assert.equal(status, 200);
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
      assert.equal(parseChallenge(body.responseContent)['error'], 'server_error');
    }
  });

  it('is told by HTTP 400 that claims are an object and no string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    assert.equal((await call(local, ENDPOINT, { token, claims: { email: 'x' } })).status, 400);
  });

  it('validates the token again', async () => {
    const actionOf = async (token?: string): Promise<unknown> =>
      (await call(local, ENDPOINT, { token })).body.action;
    assert.equal(await actionOf(), 'BAD_REQUEST');
    assert.equal(await actionOf('unknown'), 'UNAUTHORIZED');
    assert.equal(await actionOf(await createToken(local, { scopes: ['time.read'] })), 'FORBIDDEN');
    const expired = await createToken(local, { scopes: ['openid'], accessTokenDuration: 1 });
    local.clock.advance(1000);
    assert.equal(await actionOf(expired), 'UNAUTHORIZED');
  });
});

describe('POST /auth/userinfo/issue, transformed claims (OpenID Connect Advanced Syntax for Claims 1.0)', () => {
  const transformed_claims = {
    nationality_usa: { claim: 'nationalities', fn: [['eq', 'USA'], 'any'] },
    town: { claim: 'address', fn: [['get', 'locality']] },
  };
  const verification = { trust_framework: 'gold' };
  const birthdate = JSON.stringify({ birthdate: '1970-01-23' });
  const nationalities = JSON.stringify({ nationalities: ['DEU', 'USA'] });

  /** What a token answers whose client has asked so, for the values of `/auth/userinfo/issue`. */
  async function issue(userinfo: object, values: object, clientId = 1001): Promise<ApiBody> {
    const token = await createToken(local, { clientId, scopes: ['openid'] });
    const claims = { userinfo, transformed_claims };
    await call(local, '/local/tokens/claims', { accessToken: token, claims });
    const { body } = await call(local, ENDPOINT, { token, ...values });
    return body;
  }

  async function claimsFor(userinfo: object, values: object): Promise<Record<string, unknown>> {
    const { action, responseContent } = await issue(userinfo, values);
    assert.equal(action, 'JSON');
    const { sub, ...claims } = JSON.parse(responseContent) as Record<string, unknown>;
    assert.equal(sub, 'john');
    return claims;
  }

  it('are computed and returned under the names that were asked for, their base is not returned', async () => {
    const userinfo = { email: null, '::18_or_over': null, ':nationality_usa': null, ':town': null };
    const claimsForTx = JSON.stringify({
      birthdate: '1970-01-23',
      nationalities: ['DEU', 'USA'],
      address: { locality: 'Ulm' },
    });
    assert.deepEqual(await claimsFor(userinfo, { claims: '{"email":"x"}', claimsForTx }), {
      email: 'x',
      '::18_or_over': true,
      ':nationality_usa': true,
      ':town': 'Ulm',
    });
  });

  it('go by the time of the service', async (t) => {
    const years = (count: number): number => count * 365.25 * 86_400_000;
    t.after(() => local.clock.advance(-local.clock.offset));
    const userinfo = { '::18_or_over': null };
    const today = new Date(local.clock.now()).toISOString().slice(0, 10);
    const claimsForTx = JSON.stringify({ birthdate: today });
    assert.deepEqual(await claimsFor(userinfo, { claimsForTx }), { '::18_or_over': false });
    local.clock.advance(years(19));
    assert.deepEqual(await claimsFor(userinfo, { claimsForTx }), { '::18_or_over': true });
  });

  it('are left out without a value to make them from, without a definition, and unless they were asked for', async () => {
    const everything = JSON.stringify({ birthdate: '1970-01-23', address: { locality: 'Ulm' } });
    assert.deepEqual(await claimsFor({ '::18_or_over': null }, {}), {});
    assert.deepEqual(await claimsFor({ '::18_or_over': null }, { claims: birthdate }), {
      birthdate: '1970-01-23',
    });
    assert.deepEqual(await claimsFor({ '::18_or_over': null }, { claimsForTx: '{"birthdate":null}' }), {});
    assert.deepEqual(
      await claimsFor({ ':18_or_over': null, '::town': null }, { claimsForTx: everything }),
      {},
    );
    assert.deepEqual(await claimsFor({}, { claimsForTx: everything }), {});
  });

  it('must meet value or values of the request, which concern the computed value', async () => {
    const claimsForTx = JSON.stringify({ birthdate: '1970-01-23', address: { locality: 'Ulm' } });
    for (const [request, isThere] of [
      [{ value: true }, true],
      [{ value: false }, false],
      [{ essential: true }, true],
    ] as const) {
      const claims = await claimsFor({ '::18_or_over': request }, { claimsForTx });
      assert.equal('::18_or_over' in claims, isThere, JSON.stringify(request));
    }
    for (const [values, isThere] of [
      [['Bonn', 'Ulm'], true],
      [['Bonn'], false],
    ] as const) {
      assert.equal(':town' in (await claimsFor({ ':town': { values } }, { claimsForTx })), isThere);
    }
  });

  it('are in a signed response as well', async () => {
    const body = await issue({ '::18_or_over': null }, { claimsForTx: birthdate }, 1002);
    assert.equal(body.action, 'JWT');
    assert.equal(decodeJwt(body.responseContent)['::18_or_over'], true);
  });

  it('are computed within verified_claims from the values for these', async () => {
    const userinfo = {
      '::18_or_over': null,
      verified_claims: {
        verification: { trust_framework: null },
        claims: { email: null, '::18_or_over': null },
      },
    };
    const values = {
      claims: JSON.stringify({ verified_claims: { verification, claims: { email: 'x' } } }),
      claimsForTx: JSON.stringify({ birthdate: '2999-01-01' }),
      verifiedClaimsForTx: [birthdate],
    };
    assert.deepEqual(await claimsFor(userinfo, values), {
      '::18_or_over': false,
      verified_claims: { verification, claims: { email: 'x', '::18_or_over': true } },
    });
  });

  it('are computed in each element of verified_claims, in its order', async () => {
    const silver = { trust_framework: 'silver' };
    const userinfo = {
      verified_claims: [
        { verification: { trust_framework: { value: 'gold' } }, claims: { '::18_or_over': null } },
        { verification: { trust_framework: { value: 'silver' } }, claims: { ':nationality_usa': null } },
      ],
    };
    const issueElements = async (elements: object[], verifiedClaimsForTx: string[]): Promise<unknown> => {
      const claims = JSON.stringify({ verified_claims: elements });
      return (await claimsFor(userinfo, { claims, verifiedClaimsForTx }))['verified_claims'];
    };
    const [gold, other] = [
      { verification, claims: {} },
      { verification: silver, claims: {} },
    ];
    assert.deepEqual(await issueElements([gold, other], [birthdate, nationalities]), [
      { verification, claims: { '::18_or_over': true } },
      { verification: silver, claims: { ':nationality_usa': true } },
    ]);
    // Without a dataset for the first, the caller skips it in both arrays.
    assert.deepEqual(await issueElements([other], [nationalities]), [
      { verification: silver, claims: { ':nationality_usa': true } },
    ]);
    // An element without claims is not allowed.
    assert.deepEqual(await issueElements([gold, other], [birthdate, '{}']), [
      { verification, claims: { '::18_or_over': true } },
    ]);
    assert.equal(await issueElements([gold, other], ['{}', '{}']), undefined);
  });

  it('stand in verified_claims where they are wanted, as they were requested', async () => {
    const request = { verification, claims: { email: null, '::18_or_over': { value: true }, ':town': null } };
    const element = { verification, claims: { ...request.claims, email: 'x' } };
    const issueWith = async (...verifiedClaimsForTx: string[]): Promise<unknown> => {
      const elements = verifiedClaimsForTx.map(() => element);
      const claims = JSON.stringify({ verified_claims: elements });
      return (await claimsFor({ verified_claims: request }, { claims, verifiedClaimsForTx }))[
        'verified_claims'
      ];
    };
    // Of one request, two documents.
    assert.deepEqual(await issueWith(birthdate, '{"birthdate":"2999-01-01","address":{"locality":"Ulm"}}'), [
      { verification, claims: { email: 'x', '::18_or_over': true } },
      { verification, claims: { email: 'x', ':town': 'Ulm' } },
    ]);
    const claims = JSON.stringify({ verified_claims: element });
    assert.deepEqual(await claimsFor({ verified_claims: request }, { claims }), {
      verified_claims: { verification, claims: { email: 'x' } },
    });
  });

  it('leave verified_claims as they are when nothing is to be computed', async () => {
    const verified_claims = [{ verification, claims: { email: 'x' } }];
    const claims = JSON.stringify({ verified_claims });
    assert.deepEqual(await claimsFor({ verified_claims }, { claims }), { verified_claims });
    assert.deepEqual(await claimsFor({}, { claims, verifiedClaimsForTx: ['{}'] }), { verified_claims });
  });

  for (const [what, values] of [
    ['claimsForTx is no JSON', { claimsForTx: '{' }],
    ['claimsForTx is no object', { claimsForTx: '[]' }],
    ['an element of verifiedClaimsForTx is no JSON', { verifiedClaimsForTx: ['{'] }],
    [
      'there are more verifiedClaimsForTx than verified_claims',
      { verifiedClaimsForTx: [birthdate, birthdate] },
    ],
    [
      'there are verifiedClaimsForTx without verified_claims',
      { claims: '{}', verifiedClaimsForTx: [birthdate] },
    ],
    [
      'there are fewer verifiedClaimsForTx than verified_claims',
      { claims: JSON.stringify({ verified_claims: [{}, {}] }), verifiedClaimsForTx: [birthdate] },
    ],
  ] as const) {
    it(`make for INTERNAL_SERVER_ERROR when ${what}`, async () => {
      const claims = JSON.stringify({ verified_claims: { verification, claims: { email: 'x' } } });
      const body = await issue({ '::18_or_over': null }, { claims, ...values });
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
      assert.equal(parseChallenge(body.responseContent)['error'], 'server_error');
    });
  }
});
