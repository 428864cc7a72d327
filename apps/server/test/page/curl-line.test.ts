import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { curlLine } from '../../src/page/browser/call/curl-line.ts';

test('a curl line sends what the page sends', () => {
  const line = curlLine({
    method: 'GET',
    url: 'http://127.0.0.1:8001/api/time',
    headers: [['Authorization', 'Bearer abc']],
  });
  assert.equal(line, "curl -i http://127.0.0.1:8001/api/time \\\n  -H 'Authorization: Bearer abc'");
});

test('a shell takes every text of a curl line as it is', () => {
  const nasty = `it's "$HOME" \`id\` \\ ; & | < > * ? ! ~ # é`;
  const line = curlLine({
    method: 'POST',
    url: `http://127.0.0.1/?a=1&b=$(id)`,
    headers: [['Name', nasty]],
    body: `x=${nasty}&y=\n`,
  });
  // A shell that prints the arguments instead of sending them.
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${line}`;
  const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual(stdout.split('\0').slice(0, -1), [
    '-i',
    'http://127.0.0.1/?a=1&b=$(id)',
    '-H',
    `Name: ${nasty}`,
    '-d',
    `x=${nasty}&y=\n`,
  ]);
});
