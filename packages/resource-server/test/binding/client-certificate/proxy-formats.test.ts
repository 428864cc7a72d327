import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { ClientCertificateReading } from '../../../src/binding/client-certificate/client-certificate.ts';
import {
  checkClientCertificateSource,
  type ClientCertificateSource,
  type ProxyFormatName,
} from '../../../src/binding/client-certificate/client-certificate-source.ts';
import { readClientCertificate } from '../../../src/binding/client-certificate/read-client-certificate.ts';
import type { HeaderLines } from '../../../src/resource-request.ts';
import { requestOf } from '../../requests.ts';
import {
  base64Of,
  RFC_8705_PEM,
  RFC_8705_THUMBPRINT,
  RFC_9440_HEADER,
  RFC_9440_ISSUER_PEM,
  RFC_9440_PEM,
} from './certificates.ts';

const BASE64 = base64Of(RFC_8705_PEM);
const ESCAPED = encodeURIComponent(RFC_8705_PEM);
const ESCAPED_CHAIN = encodeURIComponent(RFC_8705_PEM + RFC_9440_ISSUER_PEM);
const WITH_BASE64_AS_IT_IS = ESCAPED_CHAIN.replaceAll('%2B', '+')
  .replaceAll('%2F', '/')
  .replaceAll('%3D', '=');
const OTHER = encodeURIComponent(RFC_9440_PEM);
const BY =
  'By=spiffe://example/gateway;Hash=468ed33be74eee6556d90c0149c1309e9ba61d6425303443c0748a02dd8de688';

interface Case {
  readonly header: string;
  /** Values that hold the certificate of RFC 8705. */
  readonly certificate: Readonly<Record<string, string>>;
  readonly none?: Readonly<Record<string, string>>;
  readonly malformed: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<ProxyFormatName, Case>> = {
  rfc9440: {
    header: 'client-cert',
    certificate: { 'base64 between colons': `:${BASE64}:`, 'no padding': `:${BASE64.replaceAll('=', '')}:` },
    malformed: {
      'no colons': BASE64,
      'one colon': ':',
      'nothing between the colons': '::',
      'a parameter': `:${BASE64}:;a=1`,
      'two items': `:${BASE64}:, :${BASE64}:`,
      'blanks inside': `: ${BASE64} :`,
      base64url: ':MII_:',
      PEM: ESCAPED,
      'octets that are no certificate': ':AAAA:',
    },
  },
  nginx: {
    header: 'x-ssl-cert',
    certificate: { 'percent-encoded PEM': ESCAPED, 'with its chain': ESCAPED_CHAIN },
    malformed: {
      'base64 alone': BASE64,
      'cut short': ESCAPED.slice(0, -30),
      'a line of the client appended': `${ESCAPED}, ${ESCAPED}`,
      'Apache\u2019s word for none': '(null)',
    },
  },
  apache: {
    header: 'x-ssl-cert',
    certificate: { 'blanks for line ends': RFC_8705_PEM.replaceAll('\n', ' ') },
    none: { 'its word for none': '(null)' },
    malformed: {
      'percent-encoded': ESCAPED,
      'two values': `${RFC_8705_PEM.replaceAll('\n', ' ')}, (null)`,
      'none twice': '(null), (null)',
      'base64 alone': BASE64,
    },
  },
  haproxy: {
    header: 'x-ssl-cert',
    certificate: { 'base64 DER': BASE64 },
    malformed: { 'two values': `${BASE64},${BASE64}`, PEM: ESCAPED, 'a dash': '-' },
  },
  envoy: {
    header: 'x-forwarded-client-cert',
    certificate: {
      'one element': `${BY};Cert="${ESCAPED}";Subject="";URI=spiffe://example/client`,
      'a chain': `${BY};Chain="${ESCAPED_CHAIN}"`,
      both: `${BY};Cert="${ESCAPED}";Chain="${ESCAPED_CHAIN}"`,
      'no quotes': `${BY};Cert=${ESCAPED}`,
      'other case': `${BY};CERT="${ESCAPED}"`,
      'a subject with separators and quotes': String.raw`Subject="CN=a\"b,O=c;D";Cert="${ESCAPED}"`,
      'several names': `${BY};Cert="${ESCAPED}";DNS=a.example;DNS=b.example`,
      'the last of two elements': `${BY};Cert="${OTHER}",${BY};Cert="${ESCAPED}"`,
      'the last, behind a blank': `${BY};Cert="${OTHER}", ${BY};Cert="${ESCAPED}"`,
    },
    malformed: {
      'no certificate, only its hash': BY,
      'no certificate in the last element': `${BY};Cert="${ESCAPED}",${BY}`,
      'two certificates': `Cert="${ESCAPED}";Cert="${OTHER}"`,
      'a quote left open in front': `Subject="x,${BY};Cert="${ESCAPED}"`,
      'a quote left open': `Cert="${ESCAPED}`,
      'text behind a quote': `Cert="${ESCAPED}"x`,
      'no key': ESCAPED,
      'a separator at the end': `Cert="${ESCAPED}";`,
      'an empty element': `Cert="${ESCAPED}",`,
      'an empty certificate': 'Cert=""',
    },
  },
  'aws-alb': {
    header: 'x-amzn-mtls-clientcert-leaf',
    certificate: { 'characters of base64 as they are': WITH_BASE64_AS_IT_IS, 'all escaped': ESCAPED },
    malformed: { 'blanks as plus signs': ESCAPED.replaceAll('%20', '+'), 'base64 alone': BASE64 },
  },
  azure: {
    header: 'x-arr-clientcert',
    certificate: { 'App Service': BASE64, 'Application Gateway': ESCAPED },
    malformed: { 'PEM cut short': ESCAPED.slice(0, 60), 'two values': `${BASE64},${BASE64}` },
  },
};

function read(
  source: ClientCertificateSource,
  header: string,
  lines: HeaderLines,
  viaTrustedProxy = true,
): ClientCertificateReading {
  const request = requestOf({ headers: { [header]: lines } });
  return readClientCertificate(checkClientCertificateSource(source), request, {}, viaTrustedProxy);
}

for (const [name, { header, certificate, none, malformed }] of Object.entries(CASES)) {
  const source = { format: name as ProxyFormatName };
  describe(`the certificate header of ${name}`, () => {
    for (const [what, value] of Object.entries(certificate)) {
      test(`is read: ${what}`, () => {
        assert.deepEqual(read(source, header, value), { pem: RFC_8705_PEM, thumbprint: RFC_8705_THUMBPRINT });
      });
      test(`counts from a trusted proxy alone: ${what}`, () => {
        assert.equal(read(source, header, value, false), 'none');
      });
    }
    for (const [what, value] of Object.entries({ 'an empty value': '', blanks: '  ', ...none })) {
      test(`holds none: ${what}`, () => assert.equal(read(source, header, value), 'none'));
    }
    for (const [what, value] of Object.entries(malformed)) {
      test(`is malformed: ${what}`, () => assert.equal(read(source, header, value), 'malformed'));
    }
    test('is malformed when it comes twice, even with the same value', () => {
      const [value = ''] = Object.values(certificate);
      assert.equal(read(source, header, [value, value]), 'malformed');
      assert.equal(read(source, header, ['', value]), 'malformed');
    });
    test('holds none when it is absent', () => assert.equal(read(source, header, undefined), 'none'));
    test('can have another name', () => {
      const [value = ''] = Object.values(certificate);
      const renamed = { ...source, header: 'X-Certificate' };
      assert.notEqual(read(renamed, 'x-certificate', value), 'none');
      assert.equal(read(renamed, header, value), 'none');
    });
  });
}

test('RFC 9440, appendix A: the header of the example holds the certificate of the example', () => {
  const reading = read({ format: 'rfc9440' }, 'client-cert', RFC_9440_HEADER);
  assert.equal(typeof reading === 'object' && reading.pem, RFC_9440_PEM);
});

test('aliases with underscores are not the header', () => {
  for (const alias of ['client_cert', 'Client_Cert', 'http_client_cert', 'client-certificate']) {
    assert.equal(read({ format: 'rfc9440' }, alias, RFC_9440_HEADER), 'none');
  }
});

test('only the configured one of the two headers of an AWS load balancer is read', () => {
  assert.equal(read({ format: 'aws-alb' }, 'x-amzn-mtls-clientcert', ESCAPED), 'none');
  const passthrough: ClientCertificateSource = { format: 'aws-alb', header: 'X-Amzn-Mtls-Clientcert' };
  assert.notEqual(read(passthrough, 'x-amzn-mtls-clientcert', ESCAPED_CHAIN), 'none');
  assert.equal(read(passthrough, 'x-amzn-mtls-clientcert-leaf', ESCAPED), 'none');
});

test('a source that is none is a TypeError that names the member', () => {
  const wrong: readonly [unknown, RegExp][] = [
    ['proxy', /^clientCertificate:/],
    [null, /^clientCertificate:/],
    [{ format: 'traefik' }, /^clientCertificate:/],
    [{ format: 'toString' }, /^clientCertificate:/],
    [{ format: 'nginx', header: 'X_SSL_Cert' }, /^clientCertificate\.header:/],
    [{ format: 'nginx', header: '' }, /^clientCertificate\.header:/],
    [{ format: 'nginx', header: 'X-SSL-Cert\r\n' }, /^clientCertificate\.header:/],
  ];
  for (const [source, message] of wrong) {
    assert.throws(() => checkClientCertificateSource(source as ClientCertificateSource), {
      name: 'TypeError',
      message,
    });
  }
});

test('no value makes any of the formats throw', () => {
  const piece = fc.constantFrom(
    'Cert=',
    'Chain=',
    '"',
    '\\',
    ';',
    ',',
    ':',
    BASE64,
    ESCAPED,
    '(null)',
    ' ',
    '%',
    '=',
  );
  const value = fc
    .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 8 })
    .map((pieces) => pieces.join(''));
  const property = fc.property(value, (value) => {
    for (const [name, { header }] of Object.entries(CASES)) {
      const reading = read({ format: name as ProxyFormatName }, header, value);
      assert.ok(typeof reading === 'string' || reading.thumbprint === RFC_8705_THUMBPRINT);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

test('a value of many repeated characters is read in linear time', { timeout: 5000 }, () => {
  const length = 200_000;
  for (const unit of [' ', '"', '\\', 'a=', 'a=b;', ',', ':', '%0A', 'A', '-----BEGIN CERTIFICATE-----']) {
    const value = `Cert="${unit.repeat(length / unit.length)}`;
    for (const [name, { header }] of Object.entries(CASES)) {
      for (const text of [value, value.slice(6)]) {
        assert.ok(
          ['none', 'malformed'].includes(read({ format: name as ProxyFormatName }, header, text) as string),
        );
      }
    }
  }
});
