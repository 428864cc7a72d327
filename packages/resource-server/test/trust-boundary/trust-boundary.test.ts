import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderLines } from '../../src/index.ts';
import type { InboundConnection } from '../../src/trust-boundary/inbound-connection.ts';
import {
  createTrustBoundary,
  type RequestOrigin,
  type TrustBoundaryOptions,
} from '../../src/trust-boundary/trust-boundary.ts';
import {
  RFC_8705_THUMBPRINT,
  RFC_9440_HEADER,
  RFC_8705_PEM,
} from '../binding/client-certificate/certificates.ts';
import { requestOf } from '../requests.ts';

const PROXY = '10.0.0.5';
const EDGE = '10.0.0.6';
const CLIENT = '203.0.113.7';
const SOCKET = { localAddress: '10.0.0.9', localPort: 8001 };

type Headers = Readonly<Record<string, HeaderLines>>;

/** What is believed of a request to /api/time that comes from the given address. */
function resolve(
  options: TrustBoundaryOptions,
  remoteAddress: string | undefined,
  headers: Headers = {},
  connection: InboundConnection = SOCKET,
  target = '/api/time',
): RequestOrigin {
  const request = requestOf({ headers: { host: 'api.example.com', ...headers }, target });
  return createTrustBoundary(options).resolve(request, { ...connection, remoteAddress });
}

const behindProxies: TrustBoundaryOptions = {
  trustedProxies: [PROXY, EDGE],
  clientCertificate: { format: 'rfc9440' },
};

const FORGED: Headers = {
  forwarded: 'for=192.0.2.1;proto=https;host=forged.example',
  'x-forwarded-for': '192.0.2.1',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'forged.example',
  'x-forwarded-prefix': '/forged',
  'x-real-ip': '192.0.2.1',
  'client-cert': RFC_9440_HEADER,
  'x-ssl-cert': encodeURIComponent(RFC_8705_PEM),
};

describe('a request that comes directly', () => {
  test('is believed about nothing that it says in headers', () => {
    for (const forwardedHeaders of ['forwarded', 'x-forwarded', 'none'] as const) {
      const options = { ...behindProxies, forwardedHeaders };
      assert.deepEqual(resolve(options, CLIENT, FORGED), resolve(options, CLIENT));
    }
    assert.deepEqual(resolve(behindProxies, CLIENT, FORGED), {
      scheme: undefined,
      host: undefined,
      pathPrefix: '',
      uri: undefined,
      clientAddress: CLIENT,
      clientCertificate: 'none',
    });
  });

  test('is not believed about its host: a stolen proof for another host would come with that host\u2019s name', () => {
    for (const host of [
      'api.example.com',
      'api.example.com:8001',
      'localhost:8001',
      '10.0.0.9',
      '10.0.0.8:8001',
    ]) {
      assert.equal(resolve({}, CLIENT, { host }).uri, undefined, host);
    }
  });

  test('is believed when it names the socket that it came to', () => {
    assert.equal(resolve({}, CLIENT, { host: '10.0.0.9:8001' }).uri, 'http://10.0.0.9:8001/api/time');
    const secure = { localAddress: '::ffff:10.0.0.9', localPort: 443, encrypted: true };
    assert.equal(resolve({}, CLIENT, { host: '10.0.0.9' }, secure).uri, 'https://10.0.0.9/api/time');
    assert.equal(resolve({}, CLIENT, { host: '10.0.0.9:443' }, secure).uri, 'https://10.0.0.9/api/time');
    const ipv6 = { localAddress: '2001:db8::9', localPort: 80 };
    assert.equal(resolve({}, CLIENT, { host: '[2001:DB8:0::9]' }, ipv6).uri, 'http://[2001:db8::9]/api/time');
  });

  test('may call a loopback address localhost', () => {
    for (const localAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      const loopback = { localAddress, localPort: 8001 };
      assert.equal(
        resolve({}, '127.0.0.1', { host: 'LOCALHOST:8001' }, loopback).uri,
        'http://localhost:8001/api/time',
      );
      assert.equal(resolve({}, '127.0.0.1', { host: 'localhost:9999' }, loopback).uri, undefined);
      assert.equal(resolve({}, '127.0.0.1', { host: 'localhost.example:8001' }, loopback).uri, undefined);
    }
  });

  test('RFC 9112, 3.2: has exactly one Host line that is a host', () => {
    const own = '10.0.0.9:8001';
    for (const host of [
      undefined,
      '',
      [own, own],
      `user@${own}`,
      `${own}/`,
      `${own},${own}`,
      ` ${own}`,
      '10.0.0.9:08001x',
    ]) {
      assert.equal(resolve({}, CLIENT, { host }).uri, undefined);
    }
  });

  test('without a socket proves nothing', () => {
    const origin = createTrustBoundary(behindProxies).resolve(requestOf({ headers: FORGED }), {});
    assert.equal(origin.uri, undefined);
    assert.equal(origin.clientAddress, undefined);
    assert.equal(origin.clientCertificate, 'none');
  });
});

describe('a public URL', () => {
  const options = { ...behindProxies, publicUrl: 'https://API.example.com:443/base/' };

  test('fixes scheme, host and prefix, whatever anybody says', () => {
    for (const peer of [CLIENT, PROXY, undefined]) {
      for (const headers of [{}, FORGED, { host: 'other.example' }, { host: ['a', 'b'] }]) {
        const { scheme, host, pathPrefix, uri } = resolve(options, peer, headers);
        assert.deepEqual(
          { scheme, host, pathPrefix, uri },
          {
            scheme: 'https',
            host: 'api.example.com',
            pathPrefix: '/base',
            uri: 'https://api.example.com/base/api/time',
          },
        );
      }
    }
  });

  test('leaves the client address and the certificate to the proxies', () => {
    const origin = resolve(options, PROXY, { 'x-forwarded-for': CLIENT, 'client-cert': RFC_9440_HEADER });
    assert.equal(origin.clientAddress, CLIENT);
    assert.equal(typeof origin.clientCertificate, 'object');
  });

  test('keeps the query as it came', () => {
    const { uri } = resolve(options, CLIENT, {}, SOCKET, '/api/time?a=%2F&b=//');
    assert.equal(uri, 'https://api.example.com/base/api/time?a=%2F&b=//');
  });

  test('does not lend its name to targets that are not canonical paths', () => {
    for (const target of [
      'http://other.example/api/time',
      '//other.example/',
      '/a/../b',
      '*',
      '/a#b',
      '@other.example',
    ]) {
      assert.equal(resolve(options, CLIENT, {}, SOCKET, target).uri, undefined, target);
    }
  });

  test('is one http or https URL and nothing more', () => {
    for (const publicUrl of [
      '',
      'api.example.com',
      '/base',
      'ftp://api.example.com',
      'https://user@api.example.com',
      'https://:secret@api.example.com',
      'https://api.example.com?a',
      'https://api.example.com#',
      'https://api.example.com//base',
      'https://api.example.com/a;b',
    ]) {
      assert.throws(() => createTrustBoundary({ publicUrl }), {
        name: 'TypeError',
        message: /^publicUrl: [^@?]*$/,
      });
    }
  });
});

describe('X-Forwarded headers of a trusted proxy', () => {
  test('say where the request came from and what it was addressed to', () => {
    const headers = {
      'x-forwarded-for': CLIENT,
      'x-forwarded-proto': 'HTTPS',
      'x-forwarded-host': 'API.Example.com:443',
      'x-forwarded-prefix': '/base/',
    };
    assert.deepEqual(resolve(behindProxies, PROXY, headers), {
      scheme: 'https',
      host: 'api.example.com',
      pathPrefix: '/base',
      uri: 'https://api.example.com/base/api/time',
      clientAddress: CLIENT,
      clientCertificate: 'none',
    });
    assert.deepEqual(
      resolve(behindProxies, `::ffff:${PROXY}`, headers),
      resolve(behindProxies, PROXY, headers),
    );
  });

  test('that are missing leave what the proxy itself has sent to us', () => {
    const origin = resolve(behindProxies, PROXY);
    assert.equal(origin.uri, 'http://api.example.com/api/time');
    assert.equal(origin.clientAddress, undefined);
    assert.equal(
      resolve(behindProxies, PROXY, {}, { encrypted: true }).uri,
      'https://api.example.com/api/time',
    );
  });

  const chains: Readonly<Record<string, readonly [chain: HeaderLines, clientAddress: string | undefined]>> = {
    'one proxy': [CLIENT, CLIENT],
    'a forged entry in front': [`192.0.2.1, ${CLIENT}`, CLIENT],
    'two proxies': [`${CLIENT}, ${EDGE}`, CLIENT],
    'two proxies and a forged entry': [`192.0.2.1, ${CLIENT}, ${EDGE}`, CLIENT],
    'a forged proxy in front': [`${EDGE}, ${CLIENT}`, CLIENT],
    'several lines': [['192.0.2.1', CLIENT, EDGE], CLIENT],
    'proxies all the way': [`${EDGE}, ${PROXY}`, EDGE],
    IPv6: [`2001:DB8::1, ${EDGE}`, '2001:db8::1'],
    'IPv6 in brackets with a port': [`[2001:db8::1]:4711`, '2001:db8::1'],
    'IPv4 with a port': [`${CLIENT}:4711, ${EDGE}:80`, CLIENT],
    'IPv4 in IPv6': [`${CLIENT}, ::ffff:${EDGE}`, CLIENT],
    'empty entries': [` , ${CLIENT},, ${EDGE},`, CLIENT],
    unknown: [`${CLIENT}, unknown`, undefined],
    'unknown behind a proxy': [`${CLIENT}, unknown, ${EDGE}`, undefined],
    text: ['<script>', undefined],
    nothing: ['', undefined],
  };
  for (const [name, [chain, clientAddress]] of Object.entries(chains)) {
    test(`lead to the first stranger from the right: ${name}`, () => {
      assert.equal(resolve(behindProxies, PROXY, { 'x-forwarded-for': chain }).clientAddress, clientAddress);
    });
  }

  test('with several values count as far from the right as the client is', () => {
    const values = {
      'x-forwarded-proto': 'http, https, http',
      'x-forwarded-host': 'forged.example, a.example, b.example',
    };
    const two = resolve(behindProxies, PROXY, { ...values, 'x-forwarded-for': `${CLIENT}, ${EDGE}` });
    assert.equal(two.uri, 'https://a.example/api/time');
    const one = resolve(behindProxies, PROXY, { ...values, 'x-forwarded-for': `192.0.2.1, ${CLIENT}` });
    assert.equal(one.uri, 'http://b.example/api/time');
  });

  test('with one value, set at the edge and passed on, count however many proxies there are', () => {
    const headers = {
      'x-forwarded-for': `${CLIENT}, ${EDGE}`,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'a.example',
    };
    assert.equal(resolve(behindProxies, PROXY, headers).uri, 'https://a.example/api/time');
  });

  test('that cannot be read leave the address unknown', () => {
    const wrong: readonly Headers[] = [
      { 'x-forwarded-proto': 'ftp' },
      { 'x-forwarded-proto': 'https://' },
      { 'x-forwarded-host': 'user@api.example.com' },
      { 'x-forwarded-host': 'api.example.com/path' },
      { 'x-forwarded-host': 'api.example.com:99999' },
      { 'x-forwarded-host': '[::1' },
      { 'x-forwarded-host': '[1:2]' },
      { 'x-forwarded-host': '10.0.0.5192' },
      { 'x-forwarded-host': '0x7f.1' },
      { 'x-forwarded-host': '127.1' },
      { 'x-forwarded-host': 'caf\u00e9.example' },
      { 'x-forwarded-host': '.example.com' },
      { 'x-forwarded-host': 'a b' },
      { 'x-forwarded-prefix': 'base' },
      { 'x-forwarded-prefix': '//other.example' },
      { 'x-forwarded-prefix': '/a/..' },
      { 'x-forwarded-prefix': '/a?b' },
    ];
    for (const headers of wrong) assert.equal(resolve(behindProxies, PROXY, headers).uri, undefined);
  });

  test('count one by one where only some are listed', () => {
    const options: TrustBoundaryOptions = {
      ...behindProxies,
      forwardedHeaders: ['x-forwarded-for', 'x-forwarded-proto'],
    };
    const { uri, clientAddress } = resolve(options, PROXY, FORGED);
    assert.equal(uri, 'https://api.example.com/api/time');
    assert.equal(clientAddress, '192.0.2.1');
  });

  test('count not at all where Forwarded or nothing is configured', () => {
    for (const forwardedHeaders of ['forwarded', 'none', []] as const) {
      const { forwarded: _, ...others } = FORGED;
      const { uri, clientAddress } = resolve({ ...behindProxies, forwardedHeaders }, PROXY, others);
      assert.equal(uri, 'http://api.example.com/api/time');
      assert.equal(clientAddress, undefined);
    }
  });

  test('under names with underscores count from nobody', () => {
    const aliases = Object.fromEntries(
      Object.entries(FORGED).map(([name, value]) => [name.replaceAll('-', '_'), value]),
    );
    delete aliases['forwarded'];
    for (const peer of [PROXY, CLIENT]) {
      assert.deepEqual(resolve(behindProxies, peer, aliases), resolve(behindProxies, peer));
    }
  });
});

describe('Forwarded headers of a trusted proxy', () => {
  const options: TrustBoundaryOptions = { ...behindProxies, forwardedHeaders: 'forwarded' };
  const read = (forwarded: HeaderLines): RequestOrigin => resolve(options, PROXY, { forwarded });

  test('RFC 7239, 4: say where the request came from and what it was addressed to', () => {
    const { uri, clientAddress } = read(`for=${CLIENT};proto=https;host="api.example.com:8443";by=_proxy`);
    assert.equal(uri, 'https://api.example.com:8443/api/time');
    assert.equal(clientAddress, CLIENT);
  });

  test('RFC 7239, 7.1: may come in several lines', () => {
    const { uri, clientAddress } = read([
      `for=${CLIENT};proto=https;host=a.example`,
      `for=${EDGE};host=b.example`,
    ]);
    assert.equal(uri, 'https://a.example/api/time');
    assert.equal(clientAddress, CLIENT);
  });

  test('of strangers, passed on by a proxy, prove nothing', () => {
    const { uri, clientAddress } = read(
      `for=192.0.2.1;proto=https;host=forged.example, for=${CLIENT};proto=http`,
    );
    assert.equal(uri, 'http://api.example.com/api/time');
    assert.equal(clientAddress, CLIENT);
  });

  test('of the outermost proxy that names a thing count', () => {
    const { uri } = read(`for=${CLIENT};proto=https, for=${EDGE};proto=http;host=a.example`);
    assert.equal(uri, 'https://a.example/api/time');
  });

  test('RFC 7239, 6.3: may hide the client, and what stands in front is not believed', () => {
    for (const node of ['_hidden', 'unknown', '"_hidden:_port"']) {
      const { uri, clientAddress } = read(
        `for=192.0.2.1;host=forged.example, for=${node};proto=https;host=a.example`,
      );
      assert.equal(uri, 'https://a.example/api/time');
      assert.equal(clientAddress, undefined);
    }
  });

  test('without a node end the chain', () => {
    const { uri, clientAddress } = read('for=192.0.2.1;host=forged.example, proto=https;host=a.example');
    assert.equal(uri, 'https://a.example/api/time');
    assert.equal(clientAddress, undefined);
  });

  test('that cannot be read as a whole prove nothing: a quote left open may hide what a proxy added', () => {
    const { uri, clientAddress, scheme, host } = read(
      `for="192.0.2.1, for=${CLIENT};proto=https;host=a.example`,
    );
    assert.deepEqual([uri, clientAddress, scheme, host], [undefined, undefined, undefined, undefined]);
  });

  test('that are missing leave what the proxy itself has sent to us', () => {
    assert.equal(read(undefined).uri, 'http://api.example.com/api/time');
    assert.equal(read('').clientAddress, undefined);
  });

  test('are the only ones that count', () => {
    const { forwarded: _, ...others } = FORGED;
    assert.equal(resolve(options, PROXY, others).uri, 'http://api.example.com/api/time');
    assert.equal(resolve(behindProxies, PROXY, { forwarded: FORGED['forwarded'] }).clientAddress, undefined);
  });
});

describe('the client certificate', () => {
  test('is read only where a source of certificates is configured', () => {
    assert.ok(!createTrustBoundary().readsCertificates);
    assert.ok(!createTrustBoundary({ clientCertificate: 'none' }).readsCertificates);
    assert.ok(createTrustBoundary({ clientCertificate: 'tls' }).readsCertificates);
    assert.ok(createTrustBoundary(behindProxies).readsCertificates);
  });

  test('comes from a trusted proxy, in the configured header only', () => {
    const options: TrustBoundaryOptions = { ...behindProxies, clientCertificate: { format: 'nginx' } };
    const { clientCertificate } = resolve(options, PROXY, FORGED);
    assert.equal(typeof clientCertificate === 'object' && clientCertificate.thumbprint, RFC_8705_THUMBPRINT);
    assert.equal(resolve(options, PROXY, { 'client-cert': RFC_9440_HEADER }).clientCertificate, 'none');
    assert.equal(resolve({ ...options, clientCertificate: 'none' }, PROXY, FORGED).clientCertificate, 'none');
  });

  test('that cannot be read is told apart from none', () => {
    assert.equal(resolve(behindProxies, PROXY, { 'client-cert': ':?:' }).clientCertificate, 'malformed');
    assert.equal(resolve(behindProxies, PROXY, { 'client-cert': ['', ''] }).clientCertificate, 'malformed');
    assert.equal(resolve(behindProxies, CLIENT, { 'client-cert': ':?:' }).clientCertificate, 'none');
  });

  test('comes from TLS of direct connections, not from that of a proxy', () => {
    const options: TrustBoundaryOptions = { ...behindProxies, clientCertificate: 'tls' };
    const raw = Buffer.from(RFC_8705_PEM.replaceAll(/-----.*-----|\n/g, ''), 'base64');
    const connection = { ...SOCKET, encrypted: true, getPeerX509Certificate: () => ({ raw }) };
    const { clientCertificate } = resolve(options, CLIENT, FORGED, connection);
    assert.equal(typeof clientCertificate === 'object' && clientCertificate.thumbprint, RFC_8705_THUMBPRINT);
    assert.equal(resolve(options, PROXY, FORGED, connection).clientCertificate, 'none');
  });
});

test('forwarded headers that are not known are a TypeError', () => {
  for (const forwardedHeaders of [
    'x-real-ip',
    ['x-real-ip'],
    ['X-Forwarded-For'],
    ['x-forwarded-for', 'forwarded'],
    null,
  ]) {
    const options = { forwardedHeaders } as unknown as TrustBoundaryOptions;
    assert.throws(() => createTrustBoundary(options), { name: 'TypeError', message: /^forwardedHeaders:/ });
  }
});
