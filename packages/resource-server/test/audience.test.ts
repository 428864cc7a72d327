// RFC 8707 at the door: the option that cannot be forgotten, and the routes that say otherwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResourceServer, type Policy, type ResourceServerOptions } from '../src/index.ts';
import { accessToken } from './access-tokens.ts';
import { readChallenges } from './challenge-reader.ts';
import { bearerRequest } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

const API = 'https://api.example.com';
const tokenSource = new InMemoryTokenSource({
  mine: { state: 'active', token: accessToken({ audience: [API] }) },
  other: { state: 'active', token: accessToken({ audience: ['https://other.example'] }) },
  any: { state: 'active', token: accessToken({ audience: undefined }) },
  empty: { state: 'active', token: accessToken({ audience: [] }) },
});

async function accepted(audience: ResourceServerOptions['audience'], policy?: Policy): Promise<string[]> {
  const server = createResourceServer({ tokenSource, audience });
  const granted: string[] = [];
  for (const token of ['mine', 'other', 'any', 'empty']) {
    if ((await server.authorize(bearerRequest(token), policy)).granted) granted.push(token);
  }
  return granted;
}

test('RFC 8707, 2: only tokens that name the resource are accepted; those that name none are not', async () => {
  assert.deepEqual(await accepted(API), ['mine']);
  assert.deepEqual(await accepted([API, 'https://other.example']), ['mine', 'other']);
});

test('RFC 8707, 2: null switches the check off, in so many words', async () => {
  assert.deepEqual(await accepted(null), ['mine', 'other', 'any', 'empty']);
});

test('RFC 8707, 2: a route has an audience of its own, or none', async () => {
  assert.deepEqual(await accepted(API, { audience: 'https://other.example' }), ['other']);
  assert.deepEqual(await accepted(API, { audience: null }), ['mine', 'other', 'any', 'empty']);
  assert.deepEqual(await accepted(null, { audience: API }), ['mine']);
  assert.deepEqual(await accepted(API, {}), ['mine']);
});

test('RFC 6750, 3.1: a token for another resource is not valid here: 401 invalid_token', async () => {
  const server = createResourceServer({ tokenSource, audience: API });
  const decision = await server.authorize(bearerRequest('other'));
  assert.ok(!decision.granted);
  assert.equal(decision.status, 401);
  const [challenge] = await readChallenges(decision);
  assert.equal(challenge?.parameters.error, 'invalid_token');
  assert.doesNotMatch(JSON.stringify(challenge) + decision.body, /other\.example|api\.example/);
});

test('leaving the audience out does not compile, and is refused', () => {
  // @ts-expect-error -- tokens that were issued for other servers would be accepted unnoticed
  assert.throws(() => createResourceServer({ tokenSource }), {
    name: 'TypeError',
    message: /^options\.audience:/,
  });
});

test('an undefined audience, as a missing variable gives it, does not compile, and is refused', () => {
  const audience: string | undefined = [][0];
  // @ts-expect-error -- undefined is not null
  assert.throws(() => createResourceServer({ tokenSource, audience }), /^TypeError: options\.audience:/);
});

test('an audience that names nothing is refused', () => {
  for (const audience of ['', [], [''], [null], 5, {}, false]) {
    assert.throws(() => createResourceServer({ tokenSource, audience: audience as never }), {
      name: 'TypeError',
      message: /^options\.audience:/,
    });
  }
});
