import type { RequestListener } from 'node:http';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What Authlete says of a token that it does not know. */
export const ok: RequestListener = (_, response) => {
  response.writeHead(200, JSON_TYPE).end('{"action":"UNAUTHORIZED"}');
};

/** An HTTP error with the page of a gateway. */
export function status(code: number, retryAfter?: string): RequestListener {
  return (_, response) => {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end('<p>…</p>');
  };
}

/** Status 200 with this body. */
export function body(text: string, mediaType = 'application/json'): RequestListener {
  return (_, response) => response.writeHead(200, { 'content-type': mediaType }).end(text);
}

export const reset: RequestListener = (_, response) => response.socket?.resetAndDestroy();

export const closed: RequestListener = (_, response) => response.socket?.end();

export const truncated: RequestListener = (_, response) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 900 }).write('{');
  setImmediate(() => response.socket?.destroy());
};

export const silence: RequestListener = () => undefined;

/** One after the other, the last for all that is asked after it. */
export function inTurn(...answers: readonly [RequestListener, ...RequestListener[]]): RequestListener {
  let turn = 0;
  return (request, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    return answer?.(request, response);
  };
}
