import { Buffer } from 'node:buffer';
import { type Client, type Dispatcher, errors } from 'undici';
import type { AuthleteFailure } from './authlete-failure.ts';
import type { ForeignObject } from '../foreign-object.ts';
import type { ConnectedCall } from './authlete-connections.ts';
import { parseJsonObject } from './json-object.ts';
import { readRetryAfter } from './retry-after.ts';

export type AuthleteOutcome =
  | { readonly state: 'answered'; readonly json: ForeignObject }
  | { readonly state: 'failed'; readonly failure: AuthleteFailure };

/** What a status of 200 must come with: a JSON object, or no matter what. */
export type ExpectedBody = 'json' | 'any';

type ResponseHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

type Phase = Extract<AuthleteFailure, { kind: 'timeout' }>['phase'];

const JSON_MEDIA_TYPE = /^application\/json[\t ]*(?:;|$)/i;
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const EXPIRED: Error = new Error('the time for the call is over');
const NO_JSON: ForeignObject = Object.freeze({});

/** What undici's own error codes mean, whenever they come. */
const FAILURES: ReadonlyMap<string, AuthleteFailure> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', { kind: 'timeout', phase: 'connection' }],
  ['UND_ERR_HEADERS_TIMEOUT', { kind: 'timeout', phase: 'headers' }],
  ['UND_ERR_BODY_TIMEOUT', { kind: 'timeout', phase: 'body' }],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', { kind: 'too_large' }],
  ['UND_ERR_HEADERS_OVERFLOW', { kind: 'too_large' }],
  ['UND_ERR_CLOSED', { kind: 'closed' }],
  ['UND_ERR_DESTROYED', { kind: 'closed' }],
]);

/**
 * One question to Authlete and its answer, as undici's lowest handler interface sees it: that costs two thirds of the
 * CPU time of `request` with an `AbortSignal`, which wraps the body into a stream and each call into an `AsyncResource`.
 *
 * The caller gets an outcome exactly once and in time. `onRelease` is called once, when no connection holds the
 * exchange any longer, which may be later; with the connection that was used, which is free then.
 */
export class AuthleteExchange implements Dispatcher.DispatchHandler, ConnectedCall {
  readonly outcome: Promise<AuthleteOutcome>;
  readonly #question: Dispatcher.DispatchOptions;
  readonly #expectedBody: ExpectedBody;
  readonly #onRelease: (exchange: AuthleteExchange, connection: Client | undefined) => void;
  readonly #timer: NodeJS.Timeout;
  #resolve: ((outcome: AuthleteOutcome) => void) | undefined;
  #phase: Phase = 'connection';
  #connection: Client | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #expired = false;
  readonly #chunks: Buffer[] = [];

  /** @param timeout milliseconds for everything: the wait for a free connection, the connection, the answer */
  constructor(
    question: Dispatcher.DispatchOptions,
    expectedBody: ExpectedBody,
    timeout: number,
    onRelease: (exchange: AuthleteExchange, connection: Client | undefined) => void,
  ) {
    this.#question = question;
    this.#expectedBody = expectedBody;
    this.#onRelease = onRelease;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(expire, timeout, this);
  }

  sendOver(connection: Client): void {
    this.#connection = connection;
    connection.dispatch(this.#question, this);
  }

  /** The time is over: answers the caller, and ends the exchange where it has begun. */
  expire(): void {
    this.#expired = true;
    this.#fail({ kind: 'timeout', phase: this.#phase });
    if (this.#connection === undefined) this.#release();
    else this.#controller?.abort(EXPIRED);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#expired) {
      // Throwing here drops the question and leaves the connection to the next one; an abort would close it, and
      // one stall of Authlete would be followed by a new TLS handshake for each question that waited.
      throw EXPIRED;
    }
    this.#controller = controller;
    this.#phase = 'headers';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
  ): void {
    if (status < 200) {
      return;
    }
    this.#phase = 'body';
    if (status >= 300 && status < 400) {
      this.#fail({ kind: 'redirect', status });
    } else if (status !== 200) {
      this.#fail({
        kind: 'http_status',
        status,
        retryAfter: readRetryAfter(headers['retry-after'], Date.now()),
      });
    } else if (this.#expectedBody === 'json') {
      const mediaType = headers['content-type'];
      if (typeof mediaType !== 'string' || !JSON_MEDIA_TYPE.test(mediaType)) {
        this.#fail({ kind: 'content_type' });
      }
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // The body that nobody waits for is read and dropped, so that the connection can be used again.
    if (this.#resolve !== undefined && this.#expectedBody === 'json') {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    this.#release();
    if (this.#resolve === undefined) {
      return;
    }
    const json = this.#expectedBody === 'json' ? parseJsonObject(joined(this.#chunks)) : NO_JSON;
    if (json === undefined) {
      this.#fail({ kind: 'malformed_json' });
    } else {
      this.#settle({ state: 'answered', json });
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    // Not at once: while it goes through a failure, undici takes no other question for the same connection.
    queueMicrotask(() => this.#release());
    this.#fail(failureOf(error, this.#phase));
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#onRelease(this, this.#connection);
  }

  #fail(failure: AuthleteFailure): void {
    this.#settle({ state: 'failed', failure });
  }

  #settle(outcome: AuthleteOutcome): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(outcome);
  }
}

function expire(exchange: AuthleteExchange): void {
  exchange.expire();
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

function failureOf(error: Error, phase: Phase): AuthleteFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = FAILURES.get(code);
  if (known !== undefined) {
    return known;
  }
  switch (phase) {
    case 'connection':
      return { kind: 'connect', code: SYSTEM_CODE.test(code) ? code : undefined };
    case 'headers':
      return error instanceof errors.HTTPParserError ? { kind: 'protocol' } : { kind: 'connection_lost' };
    case 'body':
      return { kind: 'truncated' };
  }
}
