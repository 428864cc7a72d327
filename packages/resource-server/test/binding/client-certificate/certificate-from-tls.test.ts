import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { connect, type ConnectionOptions, createServer, type Server, type TLSSocket } from 'node:tls';
import { certificateFromTls } from '../../../src/binding/client-certificate/certificate-from-tls.ts';
import type { ClientCertificateReading } from '../../../src/binding/client-certificate/client-certificate.ts';
import { checkClientCertificateSource } from '../../../src/binding/client-certificate/client-certificate-source.ts';
import { readClientCertificate } from '../../../src/binding/client-certificate/read-client-certificate.ts';
import { requestOf } from '../../requests.ts';
import { RFC_9440_HEADER, SELF_SIGNED_KEY, SELF_SIGNED_PEM, SELF_SIGNED_THUMBPRINT } from './certificates.ts';

const CREDENTIALS = { key: SELF_SIGNED_KEY, cert: SELF_SIGNED_PEM };
const EXPECTED = { pem: SELF_SIGNED_PEM, thumbprint: SELF_SIGNED_THUMBPRINT };

let server: Server;

before(async () => {
  server = createServer({
    ...CREDENTIALS,
    requestCert: true,
    rejectUnauthorized: false,
    sessionIdContext: 'test',
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

after(() => server.close());

interface Handshake {
  readonly reading: ClientCertificateReading;
  readonly resumed: boolean;
  /** What the client may resume. */
  readonly session: Buffer | undefined;
}

async function shakeHands(options: ConnectionOptions): Promise<Handshake> {
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  let session: Buffer | undefined;
  client.on('session', (data) => (session = data)).resume();
  const [socket] = (await once(server, 'secureConnection')) as [TLSSocket];
  const reading = certificateFromTls(socket);
  // Data, because a client learns of the session of TLS 1.3 when it reads some.
  socket.end('data');
  await once(client, 'close');
  return { reading, resumed: socket.isSessionReused(), session };
}

test('RFC 8705, 3: the certificate of a handshake is read from its socket', async () => {
  assert.deepEqual((await shakeHands(CREDENTIALS)).reading, EXPECTED);
});

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`RFC 9440, 2.4: a resumed session of ${maxVersion} keeps the certificate of the full handshake`, async () => {
    const { session } = await shakeHands({ ...CREDENTIALS, maxVersion });
    const { reading, resumed } = await shakeHands({ ...CREDENTIALS, maxVersion, session });
    assert.ok(resumed);
    assert.deepEqual(reading, EXPECTED);
  });
}

test('a handshake without a client certificate provides none', async () => {
  assert.equal((await shakeHands({})).reading, 'none');
});

test('a plain connection provides none', () => {
  assert.equal(certificateFromTls({}), 'none');
});

test('the certificate that a trusted proxy shows us is not its clients\u2019, nor is a header one of TLS', () => {
  const connection = { getPeerX509Certificate: () => ({ raw: Buffer.from('no certificate') }) };
  const source = checkClientCertificateSource('tls');
  const request = requestOf({ headers: { 'client-cert': RFC_9440_HEADER } });
  assert.equal(readClientCertificate(source, request, connection, true), 'none');
  assert.equal(readClientCertificate(source, request, connection, false), 'malformed');
  assert.equal(readClientCertificate(source, request, {}, false), 'none');
  assert.equal(readClientCertificate('none', request, connection, false), 'none');
  assert.equal(readClientCertificate('none', request, connection, true), 'none');
});
