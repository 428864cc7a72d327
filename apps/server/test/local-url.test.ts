import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localUrl } from '../src/local-url.ts';

for (const [host, url] of [
  ['127.0.0.1', 'http://127.0.0.1:8001'],
  ['localhost', 'http://localhost:8001'],
  ['::1', 'http://[::1]:8001'],
  ['0.0.0.0', 'http://127.0.0.1:8001'],
  ['::', 'http://[::1]:8001'],
] as const) {
  test(`a server that listens on ${host} is reached at ${url}`, () => {
    assert.equal(localUrl({ host, port: 8001, tls: undefined }), url);
  });
}

test('with TLS of its own it is reached by https', () => {
  const tls = { certificateFile: 'c.pem', keyFile: 'k.pem' };
  assert.equal(localUrl({ host: '127.0.0.1', port: 8001, tls }), 'https://127.0.0.1:8001');
});
