import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import { isFormContentType } from '../../src/adapters/form-content-type.ts';
import { authorizeNode, NodeResourceRequest } from '../../src/adapters/node.ts';
import { adapterContract, exampleResourceServer, type Serve } from './adapter-contract.ts';
import { listen } from './listening.ts';
import { sendRaw } from './raw-http.ts';

const serve: Serve = async (t, resourceServer, policy) => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = isFormContentType(request.headers['content-type']) ? await text(request) : undefined;
    const granted = await authorizeNode(resourceServer, request, response, policy, form);
    if (granted === undefined) return;
    const body = `handled ${granted.token.subject}`;
    const own = { 'Content-Type': 'text/plain', 'Content-Length': body.length };
    response.writeHead(200, { ...granted.headers, ...own });
    response.end(body);
  };
  const port = await listen(
    t,
    createServer((request, response) => void answer(request, response)),
  );
  return (request) => sendRaw(port, request);
};

adapterContract('node:http', serve);

test('RFC 6750, 2.2: a form in the body of GET is not looked at', async (t) => {
  const send = await serve(t, exampleResourceServer(), { credentials: 'header-or-form' });
  const lines = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
  assert.equal((await send({ lines, body: 'access_token=T' })).status, 401);
});

test('a denial says how long its body is, also where there is none', async (t) => {
  const send = await serve(t, exampleResourceServer(), {});
  assert.equal((await send({})).headers['content-length'], '0');
  const { headers, body } = await send({ lines: [['Authorization', 'Bearer']] });
  assert.equal(headers['content-length'], String(body.length));
});

suite('a Node request', () => {
  const request = new NodeResourceRequest({
    method: 'PUT',
    url: '/a?b',
    rawHeaders: ['Authorization', 'x', 'Accept', '*/*', 'AUTHORIZATION', 'y', 'authorization', 'z'],
  });

  test('RFC 9110, 5.3: shows every line of a header in order, and one line as a string', () => {
    assert.deepEqual(request.header('authorization'), ['x', 'y', 'z']);
    assert.equal(request.header('accept'), '*/*');
    assert.equal(request.header('dpop'), undefined);
  });

  test('does not take a value for a name', () => {
    const confusing = new NodeResourceRequest({ rawHeaders: ['X', 'authorization', 'Y', 'Bearer T'] });
    assert.equal(confusing.header('authorization'), undefined);
  });

  test('has the method and the target as they came', () => {
    assert.equal(request.method, 'PUT');
    assert.equal(request.target, '/a?b');
  });
});
