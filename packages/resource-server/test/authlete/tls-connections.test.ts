import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createServer, setDefaultCACertificates, type TLSSocket, type TlsOptions } from 'node:tls';
import { createTestCertificate } from '../../../../apps/server/test/protection/test-certificate.ts';
import type { AuthleteOutcome } from '../../src/authlete/authlete-exchange.ts';
import { createAuthleteTransport } from '../../src/authlete/authlete-transport.ts';
import { jsonAnswer, startRawServer } from './raw-server.ts';

/** For the name 127.0.0.1, and no other. */
const trusted = createTestCertificate('authlete');
const unknown = createTestCertificate('somebody');
setDefaultCACertificates([trusted.cert]);

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

interface TlsServer {
  /** `https://127.0.0.1:4711` */
  readonly origin: string;
  /** For each connection whether it went on with a session of before. */
  readonly resumed: readonly boolean[];
}

/** A server that answers one question on each connection. */
async function startTlsServer(t: TestContext, options: TlsOptions): Promise<TlsServer> {
  const resumed: boolean[] = [];
  const server = createServer(options);
  server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  const answer = jsonAnswer({ action: 'OK' }, 'connection: close\r\n');
  const { origin } = await startRawServer(
    t,
    ({ socket }) => socket.write(answer),
    server,
    'secureConnection',
  );
  return { origin: origin.replace('http:', 'https:'), resumed };
}

/** Asks so many times, one after the other, over as many connections. */
async function ask(t: TestContext, origin: string, times: number): Promise<readonly AuthleteOutcome[]> {
  const transport = createAuthleteTransport(origin, 'Bearer secret');
  t.after(() => transport.close());
  const outcomes: AuthleteOutcome[] = [];
  for (let count = 0; count < times; count += 1) outcomes.push(await transport.post('/', '{}'));
  return outcomes;
}

for (const version of VERSIONS) {
  const versions = { minVersion: version, maxVersion: version } as const;

  test(`${version}: Authlete is asked where its certificate is trusted and names it`, async (t) => {
    const { origin } = await startTlsServer(t, { ...trusted, ...versions });
    assert.deepEqual(await ask(t, origin, 1), [{ state: 'answered', json: { action: 'OK' } }]);
  });

  for (const [name, certificate, host, code] of [
    ['nobody who is trusted has signed', unknown, '127.0.0.1', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is for another name', trusted, 'localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const) {
    test(`${version}: a certificate that ${name} is refused, the next times too`, async (t) => {
      const { origin } = await startTlsServer(t, { ...certificate, ...versions });
      const outcomes = await ask(t, origin.replace('127.0.0.1', host), 4);
      const refused = { state: 'failed', failure: { kind: 'connect', code } };
      assert.deepEqual(outcomes, [refused, refused, refused, refused]);
    });
  }
}

test('RFC 8446, 2.2: a later connection goes on with the session of an earlier one', async (t) => {
  const { origin, resumed } = await startTlsServer(t, trusted);
  const outcomes = await ask(t, origin, 3);
  assert.ok(outcomes.every(({ state }) => state === 'answered'));
  assert.deepEqual(resumed, [false, true, true]);
});
