import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, asyncProperty, constantFrom, jsonValue, oneof, record } from 'fast-check';
import { createAuthleteTokenSource, createAuthleteUserInfoAuthority } from '../../src/authlete/index.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { clientOf, SECRETS, startAuthlete } from './scripted-authlete.ts';

const credentials = new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token });

const anything = oneof(
  jsonValue({ maxDepth: 2 }),
  constantFrom('1', 1, null, true, false, [], ['openid'], '{"sub":"1"}', 'a.b.c', 4102444800000),
);

/** Mostly right, so that an answer with one wrong member gets as far as that member. */
function mostly<Value>(...values: Value[]) {
  return oneof({ weight: 12, arbitrary: constantFrom(...values) }, { weight: 1, arbitrary: anything });
}

const answers = oneof(
  { weight: 1, arbitrary: jsonValue() },
  {
    weight: 9,
    arbitrary: record(
      {
        action: mostly('OK', 'ok', 'JSON', 'JWT', 'UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST'),
        responseContent: mostly('{"sub":"1"}', 'a.b.c', 'Bearer error="invalid_token"'),
        clientId: mostly(5),
        subject: mostly('1', null),
        scopes: mostly(['openid'], []),
        usable: mostly(true),
        expiresAt: mostly(4102444800000, 0),
        claims: mostly(['name'], null),
        userInfoClaims: mostly('{"name":null}', '{"__proto__":1}', '', null),
        consentedClaims: mostly(['name'], [], null),
        requestedClaimsForTx: mostly(['name'], null),
        requestedVerifiedClaimsForTx: mostly([{ array: ['name'] }], [{ array: null }], [], null),
        properties: mostly([{ key: 'a', value: 'b' }], null),
        authorizationDetails: mostly({ elements: [{ type: 'a', otherFields: '{"b":1}' }] }, null),
      },
      { requiredKeys: ['action'] },
    ),
  },
);

test('whatever JSON Authlete answers, nothing throws and only its success action is a success', async (t) => {
  let text = '';
  const { baseUrl } = await startAuthlete(t, (_, response) => {
    response.setHeader('content-type', 'application/json').end(text);
  });
  const client = clientOf(t, baseUrl);
  const source = createAuthleteTokenSource(client);
  const authority = createAuthleteUserInfoAuthority(client);
  const seen = new Set<string>();
  await assertProperty(
    asyncProperty(answers, async (answer) => {
      text = JSON.stringify(answer);
      const action = typeof answer === 'object' && answer !== null && 'action' in answer ? answer.action : '';
      const token = await source.inspect(credentials);
      const grant = await authority.inspect(credentials);
      const issued = await authority.issue(credentials, { claims: {} });
      assert.ok(token.state !== 'active' || action === 'OK');
      assert.ok(grant.state !== 'active' || action === 'OK');
      assert.ok(issued.state !== 'issued' || action === 'JSON' || action === 'JWT');
      seen.add(token.state).add(issued.state);
    }),
    { numRuns: 300 },
  );
  assert.deepEqual([...seen].toSorted(), ['active', 'issued', 'refused', 'unavailable']);
});
