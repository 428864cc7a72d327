import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { failureOf } from './failure-of.ts';

/** A server that talks as PostgreSQL for as long as it takes to fail; returns the address of a database there. */
async function startServer(context: TestContext, answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `postgres://john:secret@127.0.0.1:${(server.address() as AddressInfo).port}/users`;
}

/** ErrorResponse (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function errorResponse(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mfor john with the password secret\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

const REFUSALS: Readonly<Record<string, readonly [code: string, words: RegExp]>> = {
  '28P01': ['database_inaccessible', /refuses the user or the password/],
  '28000': ['database_inaccessible', /refuses the user or the password/],
  '3D000': ['database_inaccessible', /does not exist: create it first/],
  '42501': ['database_inaccessible', /does not let this user read and write/],
  '53300': ['database_inaccessible', /has no room.*pool_size/],
  '57P03': ['database_inaccessible', /is starting, stopping/],
  '55P03': ['database_locked', /is locked by another process/],
  XX001: ['database_corrupt', /is damaged/],
  '99999': ['database_failed', /failed unexpectedly/],
};

describe('a failure of PostgreSQL', () => {
  for (const [sqlState, [code, words]] of Object.entries(REFUSALS)) {
    it(`with SQLSTATE ${sqlState} is told as ${code}, without user and password`, async (context) => {
      const url = await startServer(context, (socket) => socket.end(errorResponse(sqlState)));
      const error = await failureOf(openUserStore(url));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.match(error.message, /^The users database users at 127\.0\.0\.1:\d+ /);
      assert.doesNotMatch(error.message, /john|secret/);
    });
  }

  it('to be there is told', async (context) => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    const url = `postgres://john:secret@127.0.0.1:${port}/users`;
    const error = await failureOf(openUserStore(url));
    assert.equal(error.code, 'database_inaccessible');
    assert.match(error.message, /cannot be reached: check the host, the port/);
    context.after(() => server.close());
  });

  it('to answer a new connection is told after the connect timeout', async (context) => {
    const url = await startServer(context, () => undefined);
    const error = await failureOf(openUserStore(`${url}?connect_timeout=1`));
    assert.equal(error.code, 'database_inaccessible');
    assert.match(error.message, /cannot be reached/);
  });

  it('to stay connected is told', async (context) => {
    const url = await startServer(context, (socket) => socket.destroy());
    assert.equal((await failureOf(openUserStore(url))).code, 'database_inaccessible');
  });

  it('to speak PostgreSQL is told', async (context) => {
    const url = await startServer(context, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    assert.match((await failureOf(openUserStore(url))).code, /^database_/);
  });

  it('to speak TLS ends in an error, not in a connection in the clear', async (context) => {
    const url = await startServer(context, (socket) => {
      socket.write('N');
      socket.on('data', (data) => assert.fail(`sent in the clear: ${data.toString('latin1')}`));
    });
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      const error = await failureOf(openUserStore(`${url}?sslmode=${mode}`));
      assert.match(error.message, /does not speak TLS: switch TLS on there, or say sslmode=disable/);
    }
  });

  it('to find the root certificate is told', async () => {
    const url = 'postgres://john:secret@127.0.0.1/users?sslmode=verify-full&sslrootcert=missing.pem';
    const error = await failureOf(openUserStore(url, { directory: '/nowhere' }));
    assert.equal(error.code, 'database_inaccessible');
    assert.match(error.message, /^The file \/nowhere\/missing\.pem that sslrootcert names cannot be read/);
  });
});
