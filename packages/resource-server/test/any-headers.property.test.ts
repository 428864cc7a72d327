// Arbitrary headers in front of a resource server with everything switched on: DPoP with nonces, certificates and addresses from a proxy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { NodeResourceRequest } from '../src/adapters/node.ts';
import { createDpopNonces, createResourceServer, createTrustBoundary, type Decision } from '../src/index.ts';
import { BINDINGS, NOW, proofOf, TOKEN } from './binding/bound-requests.ts';
import { active, verifier } from './binding/bound-servers.ts';
import { RFC_8705_PEM, base64Of, RFC_9440_HEADER } from './binding/client-certificate/certificates.ts';
import { readChallenges } from './challenge-reader.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

const PROXY = '10.0.0.1';
const RIGHT_CERTIFICATE = `:${base64Of(RFC_8705_PEM)}:`;
const nonces = createDpopNonces({ secret: 's'.repeat(32), now: () => NOW });
const nonce = nonces.current();
const RIGHT_PROOF = proofOf({ nonce });

const tokenSource = new InMemoryTokenSource({
  [TOKEN]: active(BINDINGS.both),
  certificate: active(BINDINGS.certificate),
  unbound: active(),
});

type Line = readonly [name: string, value: string];

/** Decides with a replay store of its own, so that a decision depends on nothing but the request. */
function decide(peer: string, lines: readonly Line[]): Promise<Decision> {
  const server = createResourceServer({
    tokenSource,
    audience: null,
    dpop: 'accept',
    proofVerifier: verifier({ nonces }),
    trustBoundary: createTrustBoundary({ trustedProxies: [PROXY], clientCertificate: { format: 'rfc9440' } }),
    realm: 'a "realm"',
    resourceMetadata: 'https://api.example.com/.well-known/oauth-protected-resource',
    now: () => NOW,
  });
  const socket = { remoteAddress: peer, localAddress: '10.0.0.9', localPort: 443, encrypted: true };
  return server.authorize(
    new NodeResourceRequest({ method: 'GET', url: '/orders', rawHeaders: lines.flat(), socket }),
  );
}

const peer = fc.constantFrom(PROXY, PROXY, '192.0.2.1', '::1', '');

/** All that is right for the token with both bindings. */
const RIGHT: readonly Line[] = [
  ['Host', 'api.example.com'],
  ['Authorization', `DPoP ${TOKEN}`],
  ['DPoP', RIGHT_PROOF],
  ['Client-Cert', RIGHT_CERTIFICATE],
  ['X-Forwarded-Host', 'api.example.com'],
  ['X-Forwarded-Proto', 'https'],
];

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    ',',
    '"',
    '\\',
    ':',
    '::',
    ':AAAA:',
    '(null)',
    'DPoP',
    'a.b.c',
    'eyJ9.e30.',
    '\u00ff',
  ),
);
const authorization = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('Bearer ', 'DPoP ', 'dpop  '),
        fc.constantFrom(TOKEN, 'certificate', 'unbound', 'unknown', '"'),
      )
      .map((words) => words.join('')),
  },
  { weight: 1, arbitrary: junk },
);
const proof = fc.oneof(
  fc.constantFrom(
    RIGHT_PROOF,
    proofOf(),
    proofOf({ nonce, method: 'POST' }),
    `${RIGHT_PROOF}, ${RIGHT_PROOF}`,
  ),
  junk,
);
const certificate = fc.oneof(fc.constantFrom(RIGHT_CERTIFICATE, RFC_9440_HEADER), junk);
const host = fc.oneof(
  fc.constantFrom('api.example.com', '10.0.0.9', 'evil.example', 'a.example, b.example'),
  junk,
);

/** What a header that counts here may hold. */
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Host: host,
  Authorization: authorization,
  DPoP: proof,
  'Client-Cert': certificate,
  'X-Forwarded-Host': host,
  'X-Forwarded-Proto': fc.oneof(fc.constantFrom('https', 'http', 'ftp'), junk),
  'X-Forwarded-For': fc.oneof(fc.constantFrom(PROXY, '192.0.2.1, 10.0.0.1', 'unknown'), junk),
  'X-Forwarded-Prefix': fc.oneof(fc.constantFrom('/', '/base', '/../'), junk),
};

const anyLine: fc.Arbitrary<Line> = fc.oneof(
  ...Object.entries(VALUES).map(([name, value]) =>
    fc.tuple(fc.constantFrom(name, name.toLowerCase(), name.toUpperCase()), value),
  ),
);

/** What is right, now and then with another value or left out. */
const nearlyRight = fc
  .tuple(
    ...RIGHT.map(([name, right]) =>
      fc.oneof(
        { weight: 12, arbitrary: fc.constant([[name, right] as const]) },
        { weight: 5, arbitrary: (VALUES[name] ?? junk).map((value) => [[name, value] as const]) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
    ),
  )
  .map((lines): Line[] => lines.flat());

const lines = fc.oneof(
  { weight: 3, arbitrary: nearlyRight },
  { weight: 1, arbitrary: fc.tuple(nearlyRight, anyLine).map(([lines, line]): Line[] => [...lines, line]) },
  { weight: 1, arbitrary: fc.array(anyLine, { maxLength: 5 }) },
);

/** Names that nobody reads here: aliases that some software takes for the name with hyphens, and headers of other formats. */
const ignored: fc.Arbitrary<Line> = fc.tuple(
  fc.constantFrom(
    'client_cert',
    'X_Forwarded_Host',
    'X_FORWARDED_PROTO',
    'Forwarded',
    'X-SSL-Cert',
    'X-Forwarded-Client-Cert',
    'Client-Cert-Chain',
    'DPoP-Nonce',
    'X-DPoP',
    'Proxy-Authorization',
    'Cookie',
    'Bearer',
  ),
  fc.oneof(authorization, proof, certificate, host),
);

function valuesOf(lines: readonly Line[], wanted: string): readonly string[] {
  return lines.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

test('RFC 6750, 3: no headers cause a 5xx, or a challenge that a client cannot read', async () => {
  const property = fc.asyncProperty(peer, lines, async (peer, lines) => {
    const decision = await decide(peer, lines);
    assert.equal(decision.headers['DPoP-Nonce'], nonce);
    if (decision.granted) return;
    assert.ok([400, 401].includes(decision.status), `${decision.status}`);
    const challenges = await readChallenges(decision);
    const schemes = challenges.map(({ scheme }) => scheme);
    if (decision.status === 401) assert.deepEqual(schemes, ['bearer', 'dpop']);
    else assert.equal(schemes.length, 1);
    for (const { scheme, parameters } of challenges) {
      assert.equal(parameters.realm, 'a "realm"');
      assert.match(parameters['resource_metadata'] ?? '', /^https:/);
      assert.equal(parameters.algs, scheme === 'dpop' ? 'ES256 PS256' : undefined);
    }
    const errors = challenges.flatMap(({ parameters }) => parameters.error ?? []);
    const { error } = JSON.parse(decision.body || '{}') as { readonly error?: string };
    assert.deepEqual(errors, error === undefined ? [] : [error]);
  });
  await fc.assert(property, { numRuns: 500 });
});

test('RFC 9449, 7.1; RFC 8705, 3: whoever is granted has proved all that the token is bound to', async () => {
  const property = fc.asyncProperty(peer, lines, async (peer, lines) => {
    const decision = await decide(peer, lines);
    if (!decision.granted) return;
    const { jwkThumbprint, certificateThumbprint } = decision.token;
    const [authorization = '', ...more] = valuesOf(lines, 'authorization');
    assert.deepEqual(more, []);
    assert.equal(/^dpop/i.test(authorization), jwkThumbprint !== undefined);
    if (jwkThumbprint !== undefined) assert.deepEqual(valuesOf(lines, 'dpop'), [RIGHT_PROOF]);
    if (certificateThumbprint === undefined) return;
    assert.equal(peer, PROXY);
    assert.deepEqual(valuesOf(lines, 'client-cert'), [RIGHT_CERTIFICATE]);
  });
  await fc.assert(property, { numRuns: 500 });
});

test('the headers that are right are granted, so that these properties are about something', async () => {
  assert.ok((await decide(PROXY, RIGHT)).granted);
  for (const left of RIGHT) {
    const lines = RIGHT.filter((line) => line !== left);
    const isNeeded = !['Host', 'X-Forwarded-Host', 'X-Forwarded-Proto'].includes(left[0]);
    assert.equal((await decide(PROXY, lines)).granted, !isNeeded, left[0]);
  }
});

test('RFC 9110, 5.3: headers that nobody reads, and the order of those with different names, change no decision', async () => {
  const property = fc.asyncProperty(
    peer,
    lines,
    fc.array(ignored, { maxLength: 4 }),
    fc.infiniteStream(fc.nat()),
    async (peer, lines, ignored, numbers) => {
      const expected = await decide(peer, lines);
      assert.deepEqual(await decide(peer, mix(lines, ignored, numbers)), expected);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

test('whoever is no trusted proxy gains nothing by certificate and forwarding headers', async () => {
  const property = fc.asyncProperty(fc.constantFrom('192.0.2.1', '::1'), lines, async (peer, lines) => {
    const own = lines.filter(([name]) => !/^(?:client-cert|x-forwarded)/i.test(name));
    assert.deepEqual(await decide(peer, lines), await decide(peer, own));
  });
  await fc.assert(property, { numRuns: 300 });
});

/** All lines in another order, in which those of one name keep theirs. */
function mix(lines: readonly Line[], others: readonly Line[], numbers: Iterator<number>): Line[] {
  const queues = Map.groupBy([...lines, ...others], ([name]) => name.toLowerCase());
  const mixed: Line[] = [];
  while (queues.size > 0) {
    const names = [...queues.keys()];
    const name = names[(numbers.next().value as number) % names.length] ?? '';
    const line = queues.get(name)?.shift();
    if (line === undefined) queues.delete(name);
    else mixed.push(line);
  }
  return mixed;
}
