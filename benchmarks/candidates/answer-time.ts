import type { ServerResponse } from 'node:http';

/** The answer of all candidates that have one of their own: the time in UTC, as JSON. */
export function answerTime(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const now = new Date();
  const time = JSON.stringify({
    year: now.getUTCFullYear(),
    month: now.getUTCMonth() + 1,
    day: now.getUTCDate(),
    hour: now.getUTCHours(),
    minute: now.getUTCMinutes(),
    second: now.getUTCSeconds(),
  });
  response.writeHead(200, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(time),
  });
  response.end(time);
}

/** What anybody knows to be needed here. */
export const NO_STORE: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store' };
