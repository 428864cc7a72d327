import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeTrustBoundary } from '../../src/trust-boundary/describe-trust-boundary.ts';
import type { TrustBoundaryOptions } from '../../src/trust-boundary/trust-boundary.ts';

function warns(options: TrustBoundaryOptions, words: RegExp): boolean {
  return describeTrustBoundary(options).warnings.some((warning) => words.test(warning));
}

test('a complete configuration has no warnings', () => {
  const { facts, warnings } = describeTrustBoundary({
    publicUrl: 'https://api.example.com/base',
    trustedProxies: ['10.0.0.5', '10.0.1.0/24'],
    clientCertificate: { format: 'nginx' },
  });
  assert.deepEqual(warnings, []);
  assert.deepEqual(facts, [
    'Clients reach this server at https://api.example.com/base, whatever a request says.',
    'Forwarding and certificate headers count from 10.0.0.5, 10.0.1.0/24 only.',
    'Client certificates come from the header x-ssl-cert, which every trusted proxy must set or remove.',
  ]);
});

test('RFC 8705: it is said when nothing can provide a certificate', () => {
  const words = /^Certificate-bound tokens will be refused/;
  const header = { format: 'rfc9440' } as const;
  assert.ok(warns({}, words));
  assert.ok(warns({ clientCertificate: 'none', trustedProxies: ['10.0.0.5'] }, words));
  assert.ok(warns({ clientCertificate: header }, words));
  assert.ok(!warns({ clientCertificate: header, trustedProxies: ['10.0.0.5'] }, words));
  assert.ok(!warns({ clientCertificate: 'tls' }, words));
});

test('RFC 9449: it is said when proofs have no address to be checked against', () => {
  assert.ok(warns({}, /DPoP proofs and signatures are refused/));
  assert.ok(!warns({ publicUrl: 'http://localhost:8001' }, /DPoP/));
});

test('it is said which headers a proxy must set, unless a public URL makes them irrelevant', () => {
  const trustedProxies = ['10.0.0.5'];
  assert.ok(warns({ trustedProxies }, /x-forwarded-proto, x-forwarded-host/));
  assert.ok(
    warns({ trustedProxies, forwardedHeaders: ['x-forwarded-proto'] }, / x-forwarded-proto or in Host/),
  );
  assert.ok(warns({ trustedProxies, forwardedHeaders: 'forwarded' }, / Forwarded or in Host/));
  assert.ok(warns({ trustedProxies, forwardedHeaders: 'none' }, /is its Host header/));
  assert.ok(!warns({ trustedProxies, publicUrl: 'https://api.example.com' }, /no public URL/));
});

test('RFC 6750, 5.3: it is said when tokens cross the network in the clear', () => {
  assert.ok(warns({ publicUrl: 'http://api.example.com' }, /in the clear/));
  for (const publicUrl of ['https://api.example.com', 'http://127.0.0.1:8001', 'http://[::1]:8001']) {
    assert.ok(!warns({ publicUrl }, /in the clear/));
  }
});

test('it is said when everybody is trusted', () => {
  assert.ok(warns({ trustedProxies: ['0.0.0.0/0'] }, /^Everybody is a trusted proxy/));
  assert.ok(warns({ trustedProxies: ['10.0.0.5', '::/0'] }, /^Everybody is a trusted proxy/));
  assert.ok(!warns({ trustedProxies: ['10.0.0.0/8', '10.0.0.5'] }, /^Everybody/));
});

test('it is said that a certificate in the TLS connection of a proxy does not count', () => {
  const description = describeTrustBoundary({ clientCertificate: 'tls', trustedProxies: ['10.0.0.5'] });
  assert.match(description.facts.join(' '), /those of trusted proxies do not count/);
});

test('options that are not as they should be are a TypeError, as for the boundary itself', () => {
  for (const options of [
    { publicUrl: 'nowhere' },
    { trustedProxies: ['nowhere'] },
    { forwardedHeaders: ['via'] },
    { clientCertificate: 'proxy' },
  ]) {
    assert.throws(() => describeTrustBoundary(options as unknown as TrustBoundaryOptions), TypeError);
  }
});
