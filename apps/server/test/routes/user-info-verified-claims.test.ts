import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { decodeJwt } from 'jose';
import { runCommand } from '../cli/run-command.ts';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';

/** OpenID Connect for Identity Assurance 1.0, appendix C.7: verified in two ways. */
const DOCUMENTS = [
  {
    verification: { trust_framework: 'eidas', assurance_level: 'substantial' },
    claims: {
      given_name: 'Max',
      family_name: 'Meier',
      birthdate: '1956-01-28',
      place_of_birth: { country: 'DE', locality: 'Musterstadt' },
      nationalities: ['DE'],
    },
  },
  {
    verification: {
      trust_framework: 'de_aml',
      time: '2012-04-23T18:25Z',
      verification_process: 'f24c6f-6d3f-4ec5-973e-b0d8506f3bc7',
      evidence: [
        {
          type: 'document',
          method: 'pipp',
          time: '2012-04-22T11:30Z',
          document_details: { type: 'idcard', document_number: '53554554' },
        },
      ],
    },
    claims: {
      given_name: 'Max',
      address: { locality: 'Maxstadt', country: 'DE', street_address: 'An der Weide 22' },
    },
  },
];

const NAMES = { given_name: null, family_name: null };

/** Everything running, with the documents stored for john as an operator would store them. */
async function startWithDocuments(t: TestContext, documents: unknown = DOCUMENTS): Promise<RunningParts> {
  const parts = await startParts(t);
  const cwd = path.dirname(parts.databaseFile);
  writeFileSync(path.join(cwd, 'documents.json'), JSON.stringify(documents));
  const argv = ['users', 'verified-claims', 'set', 'john', '--file', 'documents.json'];
  const { exitCode, stderr } = await runCommand([...argv, '--database', `sqlite:${parts.databaseFile}`], {
    cwd,
  });
  assert.equal(exitCode, 0, stderr);
  return parts;
}

async function askFor(
  parts: RunningParts,
  userinfo: Readonly<Record<string, unknown>>,
  members?: Readonly<Record<string, unknown>>,
  transformed_claims?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { authlete } = parts;
  const accessToken = await parts.issueToken({ scopes: ['openid'], ...members });
  const response = await fetch(`${authlete.url}/local/tokens/claims`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${authlete.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessToken, claims: { userinfo, transformed_claims } }),
  });
  assert.ok(response.ok, await response.text());
  return ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${accessToken}`] });
}

async function claimsFor(parts: RunningParts, userinfo: Readonly<Record<string, unknown>>): Promise<unknown> {
  const answer = await askFor(parts, userinfo);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}

suite('OpenID Connect for Identity Assurance 1.0: verified claims of the running server', () => {
  test('5.2: verified claims are a member of the UserInfo response, beside claims that are not verified', async (t) => {
    const parts = await startWithDocuments(t);
    const verified_claims = {
      verification: { trust_framework: { value: 'de_aml' }, time: null },
      claims: { address: null, family_name: null },
    };
    assert.deepEqual(await claimsFor(parts, { email: null, verified_claims }), {
      sub: '1',
      email: 'john@example.com',
      verified_claims: {
        verification: { trust_framework: 'de_aml', time: '2012-04-23T18:25Z' },
        claims: { address: DOCUMENTS[1]?.claims.address },
      },
    });
  });

  test('5.2: and one of a signed response', async (t) => {
    const parts = await startWithDocuments(t, DOCUMENTS[0]);
    const verified_claims = { verification: { trust_framework: null }, claims: NAMES };
    const answer = await askFor(parts, { verified_claims }, { clientId: 1003 });
    assert.equal(answer.headers['content-type'], 'application/jwt');
    assert.deepEqual(decodeJwt(answer.body)['verified_claims'], {
      verification: { trust_framework: 'eidas' },
      claims: { given_name: 'Max', family_name: 'Meier' },
    });
  });

  test('5.6: an array is answered by an array, with an element for each that can be fulfilled', async (t) => {
    const parts = await startWithDocuments(t);
    const evidence = [{ type: { value: 'document' }, document_details: { type: { values: ['idcard'] } } }];
    const verified_claims = [
      {
        verification: { trust_framework: { value: 'eidas' }, assurance_level: { value: 'high' } },
        claims: NAMES,
      },
      { verification: { trust_framework: null, evidence }, claims: { given_name: { value: 'Max' } } },
    ];
    assert.deepEqual(await claimsFor(parts, { verified_claims }), {
      sub: '1',
      verified_claims: [
        {
          verification: {
            trust_framework: 'de_aml',
            evidence: [{ type: 'document', document_details: { type: 'idcard' } }],
          },
          claims: { given_name: 'Max' },
        },
      ],
    });
  });

  test('Schema Definition 5.2: several documents answer in an array', async (t) => {
    const parts = await startWithDocuments(t);
    const verified_claims = { verification: { trust_framework: null }, claims: { given_name: null } };
    assert.deepEqual(await claimsFor(parts, { verified_claims }), {
      sub: '1',
      verified_claims: ['eidas', 'de_aml'].map((framework) => ({
        verification: { trust_framework: framework },
        claims: { given_name: 'Max' },
      })),
    });
  });

  test('5.7.4: where nothing fulfils the request, the response is without verified claims, and no error', async (t) => {
    const parts = await startWithDocuments(t);
    for (const verified_claims of [
      { verification: { trust_framework: { value: 'gold' } }, claims: NAMES },
      { verification: { trust_framework: null, time: { max_age: 60 } }, claims: NAMES },
      { verification: { trust_framework: null }, claims: { given_name: { value: 'Bob' } } },
      [],
      {},
      'all',
    ]) {
      assert.deepEqual(await claimsFor(parts, { verified_claims }), { sub: '1' });
    }
  });

  test('Advanced Syntax for Claims: transformed claims are made of the document that is returned', async (t) => {
    const young = {
      verification: { trust_framework: 'eidas' },
      claims: { given_name: 'Maxi', birthdate: '2012-01-28' },
    };
    const parts = await startWithDocuments(t, [...DOCUMENTS, young]);
    const birthYear = { claim: 'birthdate', fn: [['match', '^1956']] };
    const transformed_claims = { born_in_1956: birthYear };
    const under = (framework: string, claims: Record<string, unknown>): unknown => ({
      verification: { trust_framework: { value: framework } },
      claims,
    });
    const verified_claims = [
      under('gold', { ':born_in_1956': null }),
      under('eidas', { given_name: null, ':born_in_1956': null }),
      under('de_aml', { given_name: null, ':born_in_1956': { value: false } }),
    ];
    const answer = await askFor(parts, { verified_claims }, {}, transformed_claims);
    const eidas = { trust_framework: 'eidas' };
    assert.deepEqual(JSON.parse(answer.body), {
      sub: '1',
      verified_claims: [
        { verification: eidas, claims: { given_name: 'Max', ':born_in_1956': true } },
        { verification: eidas, claims: { given_name: 'Maxi', ':born_in_1956': false } },
        { verification: { trust_framework: 'de_aml' }, claims: { given_name: 'Max' } },
      ],
    });
  });

  test('7: the name alone, with or without a tag, releases nothing', async (t) => {
    const parts = await startWithDocuments(t);
    const userinfo = { verified_claims: null, 'verified_claims#': null, 'verified_claims#de': null };
    assert.deepEqual(await claimsFor(parts, userinfo), { sub: '1' });
    const answer = await askFor(parts, { email: null }, { scopes: ['openid', 'profile'] });
    assert.ok(!answer.body.includes('eidas'));
  });

  test('a user gets the own documents and nobody else’s', async (t) => {
    const parts = await startWithDocuments(t);
    await parts.store.add({ subject: 'jane', username: 'jane', claims: { name: 'Jane' } });
    const verified_claims = { verification: { trust_framework: null }, claims: { given_name: null } };
    const answer = await askFor(parts, { verified_claims }, { subject: 'jane' });
    assert.deepEqual(JSON.parse(answer.body), { sub: 'jane' });
  });
});
