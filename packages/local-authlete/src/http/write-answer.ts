import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import type { Failure } from '../failures.ts';
import { serialise } from './answer.ts';
import type { Answer } from './answer.ts';

/**
 * Sends an answer, or makes the connection fail in one of the ways that happen below HTTP's meaning.
 *
 * A delay ends when the connection does, so a server that closes need not wait for it.
 */
export async function writeAnswer(
  response: ServerResponse,
  answer: Answer,
  failure?: Failure,
): Promise<void> {
  if (failure?.kind === 'connection-reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (failure?.kind === 'slow-headers' && !(await delay(response, failure.delay))) {
    return;
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, value);
  }
  response.statusCode = answer.status;
  if (!answer.body) {
    response.end();
    return;
  }
  const { content, contentType } = serialise(answer.body);
  const bytes = Buffer.from(content);
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', bytes.length);
  if (failure?.kind !== 'slow-body' && failure?.kind !== 'truncated-body') {
    response.end(bytes);
    return;
  }
  const half = Math.floor(bytes.length / 2);
  await new Promise((resolve) => {
    response.write(bytes.subarray(0, half), resolve);
  });
  if (failure.kind === 'truncated-body') {
    response.destroy();
  } else if (await delay(response, failure.delay)) {
    response.end(bytes.subarray(half));
  }
}

/** Waits; resolves early, and to false, when the connection ends. */
async function delay(response: ServerResponse, milliseconds: number): Promise<boolean> {
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  return setTimeout(milliseconds, true, { signal: closed.signal }).catch(() => false);
}
