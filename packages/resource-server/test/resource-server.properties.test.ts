import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createResourceServer, type Decision } from '../src/index.ts';
import { NodeResourceRequest } from '../src/adapters/node.ts';
import { accessToken } from './access-tokens.ts';
import { readChallenges } from './challenge-reader.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

const resourceServer = createResourceServer({
  audience: null,
  tokenSource: new InMemoryTokenSource({ T: { state: 'active', token: accessToken({}) } }),
  realm: 'a "realm"',
});

/** Text that is close to an Authorization header, so that its rare forms come up often. */
const word = fc.oneof(
  fc.constantFrom(
    'Bearer',
    'bearer',
    'Basic',
    'DPoP',
    'T',
    'U',
    ' ',
    '  ',
    '\t',
    ',',
    '=',
    '"',
    '\u00a0',
    '\\',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const authorization = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
const otherName = fc.constantFrom(
  'Accept',
  'Cookie',
  'DPoP',
  'X-Authorization',
  'Proxy-Authorization',
  'Bearer',
);
const line = fc.oneof(
  fc.tuple(fc.constantFrom('Authorization', 'authorization', 'AUTHORIZATION'), authorization),
  fc.tuple(otherName, fc.oneof(fc.constant('Bearer T'), fc.string({ maxLength: 20 }))),
);
const form = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('access_token=T', 'access_token=T&access_token=T', 'access_token=%', '%C3', 'access_token'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE');

function authorize(method: string, lines: readonly (readonly string[])[], form?: string): Promise<Decision> {
  const request = new NodeResourceRequest({ method, url: '/', rawHeaders: lines.flat() }, form);
  return resourceServer.authorize(request, { credentials: 'header-or-form' });
}

test('RFC 6750, 3: no request causes a 5xx or a challenge that a client cannot read', async () => {
  const property = fc.asyncProperty(
    method,
    fc.array(line, { maxLength: 4 }),
    form,
    async (method, lines, form) => {
      const decision = await authorize(method, lines, form);
      if (decision.granted) return;
      assert.ok([400, 401].includes(decision.status));
      const challenges = await readChallenges(decision);
      assert.equal(challenges.length, 1);
      assert.equal(challenges[0]?.scheme, 'bearer');
      assert.equal(challenges[0].parameters.realm, 'a "realm"');
      const { error } = challenges[0].parameters;
      assert.equal(error, decision.code === 'no_credentials' ? undefined : JSON.parse(decision.body).error);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

test('RFC 6750, 2: only a request with the one known token, given once, is granted', async () => {
  const property = fc.asyncProperty(
    method,
    fc.array(line, { maxLength: 3 }),
    form,
    async (method, lines, form) => {
      const decision = await authorize(method, lines, form);
      if (!decision.granted) return;
      const headers = lines.filter(([name]) => name.toLowerCase() === 'authorization');
      const inHeader = headers.length === 1 && /^bearer +T[ \t]*$/i.test(headers[0]?.[1] ?? '');
      const inForm =
        ['POST', 'PUT'].includes(method) &&
        form === 'access_token=T' &&
        headers.every(([, value]) => value === '');
      assert.ok(inHeader !== inForm);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

test('RFC 9110, 5.3: other headers and their order change no decision', async () => {
  const others = fc.array(fc.tuple(otherName, fc.string({ maxLength: 20 })), { maxLength: 5 });
  const authorizations = fc.array(fc.tuple(fc.constant('Authorization'), authorization), { maxLength: 2 });
  const property = fc.asyncProperty(
    method,
    authorizations,
    others,
    fc.nat(),
    async (method, own, others, seed) => {
      const position = seed % (others.length + 1);
      const mixed = [...others.slice(0, position), ...own, ...others.slice(position)];
      assert.deepEqual(await authorize(method, mixed), await authorize(method, own));
      assert.deepEqual(
        await authorize(method, mixed.toReversed()),
        await authorize(method, own.toReversed()),
      );
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
