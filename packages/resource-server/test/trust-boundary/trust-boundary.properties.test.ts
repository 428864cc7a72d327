import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { NodeResourceRequest } from '../../src/adapters/node.ts';
import { createTrustBoundary, type RequestOrigin } from '../../src/trust-boundary/trust-boundary.ts';
import { RFC_9440_HEADER } from '../binding/client-certificate/certificates.ts';

const PROXY = '10.0.0.5';

const name = fc.constantFrom(
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Host',
  'X-Forwarded-Prefix',
  'X_Forwarded_Host',
  'Client-Cert',
  'client_cert',
  'X-SSL-Cert',
);
const word = fc.constantFrom(
  'for=',
  'host=',
  'proto=https',
  '192.0.2.1',
  PROXY,
  '[2001:db8::1]:80',
  'unknown',
  '_a',
  'https',
  'a.example',
  '/base',
  RFC_9440_HEADER,
  '"',
  '\\',
  ';',
  ',',
  ' ',
);
const value = fc
  .array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 6 })
  .map((words) => words.join(''));
const lines = fc.array(fc.tuple(name, value), { maxLength: 6 });
const host = fc.oneof(fc.constantFrom('10.0.0.9:8001', 'localhost:8001', 'a.example'), value);
const target = fc.oneof(fc.constantFrom('/', '/api/time?a=b', '//a', '*'), fc.webPath(), value);
const remoteAddress = fc.oneof(fc.constantFrom('203.0.113.7', '::1', '2001:db8::7', '', 'proxy'), fc.ipV6());

const boundaries = (['forwarded', 'x-forwarded'] as const).map((forwardedHeaders) =>
  createTrustBoundary({
    trustedProxies: [PROXY],
    forwardedHeaders,
    clientCertificate: { format: 'rfc9440' },
  }),
);

function resolveAll(
  remoteAddress: string,
  host: string,
  lines: readonly (readonly string[])[],
  target: string,
): readonly RequestOrigin[] {
  const request = new NodeResourceRequest({ url: target, rawHeaders: ['Host', host, ...lines.flat()] });
  const connection = { remoteAddress, localAddress: '10.0.0.9', localPort: 8001 };
  return boundaries.map((boundary) => boundary.resolve(request, connection));
}

test('headers of strangers never change what is believed', () => {
  const property = fc.property(remoteAddress, host, lines, target, (remoteAddress, host, lines, target) => {
    assert.deepEqual(
      resolveAll(remoteAddress, host, lines, target),
      resolveAll(remoteAddress, host, [], target),
    );
  });
  fc.assert(property, { numRuns: 500 });
});

test('headers of a trusted proxy, however broken, never throw and never make an address that is none', () => {
  const property = fc.property(host, lines, target, (host, lines, target) => {
    for (const { uri, scheme, host: authority, pathPrefix } of resolveAll(PROXY, host, lines, target)) {
      if (uri === undefined) continue;
      assert.equal(uri, `${scheme}://${authority}${pathPrefix}${target}`);
      const url = new URL(uri);
      assert.equal(`${url.protocol}//${url.host}`, new URL(`${scheme}://${authority}`).origin);
      assert.equal(url.username + url.password + url.hash, '');
      assert.ok(uri.slice(`${scheme}://${authority}`.length).startsWith(url.pathname));
    }
  });
  fc.assert(property, { numRuns: 500 });
});

test('what a stranger sends through a trusted proxy changes nothing in front of what the proxy adds', () => {
  const forged = fc.array(fc.constantFrom('192.0.2.1', PROXY, 'unknown', '', 'a b', '"'), { maxLength: 5 });
  const property = fc.property(forged, (forged) => {
    const added = [...forged, '203.0.113.7'].join(', ');
    const request = new NodeResourceRequest({ rawHeaders: ['X-Forwarded-For', added, 'Host', 'a.example'] });
    const [, boundary] = boundaries;
    assert.equal(boundary?.resolve(request, { remoteAddress: PROXY }).clientAddress, '203.0.113.7');
  });
  fc.assert(property);
});
