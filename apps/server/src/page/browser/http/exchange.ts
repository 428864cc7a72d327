import { UnreachableError } from '../unreachable-error.ts';

export type HeaderField = readonly [name: string, value: string];

/** A request as it is sent. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly HeaderField[];
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly HeaderField[];
  readonly body: string;
}

/** A request, and what was answered. */
export interface Exchange {
  readonly request: SentRequest;
  readonly answer: Answer;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 15_000;

/**
 * Sends a request with these headers, and nothing of the browser's own: no cookies, no referrer, nothing from a cache.
 *
 * @throws UnreachableError when there is no answer
 */
export async function send(request: SentRequest): Promise<Exchange> {
  const { method, url, headers, body } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body !== undefined && { body }),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const answer = { status: response.status, headers: [...response.headers], body: await response.text() };
    return { request, answer };
  } catch (cause) {
    throw new UnreachableError(new URL(url).origin, { cause });
  }
}

/** @returns the value of the header field, several with commas between; `undefined` where there is none */
export function headerOf({ headers }: Answer, name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}
