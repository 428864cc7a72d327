import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { createResourceServer, type Policy, type ResourceServer } from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { readBearerChallenge } from '../challenge-reader.ts';
import { InMemoryTokenSource } from '../token-sources/in-memory-token-source.ts';
import type { ReceivedResponse, SentRequest } from './raw-http.ts';

export type Send = (request: SentRequest) => Promise<ReceivedResponse>;

/**
 * Serves one endpoint behind an adapter, for GET, HEAD, POST and DELETE. Its handler answers 200 with `handled`, a space
 * and the subject of the token, as `text/plain`.
 */
export type Serve = (t: TestContext, resourceServer: ResourceServer, policy: Policy) => Promise<Send>;

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const BEARER_T = ['Authorization', 'Bearer T'] as const;

/** A resource server that knows the token `T` of jane; `down` is a token that nobody can say anything about. */
export function exampleResourceServer(): ResourceServer {
  const tokenSource = new InMemoryTokenSource({
    T: { state: 'active', token: accessToken({ subject: 'jane', scopes: ['read'] }), dpopNonce: 'n0nce' },
    down: { state: 'unavailable', reason: 'down', retryAfter: 7 },
  });
  return createResourceServer({ audience: null, tokenSource });
}

/** What every adapter does, whatever its framework. */
export function adapterContract(name: string, serve: Serve): void {
  interface Row {
    readonly request: SentRequest;
    readonly policy?: Policy;
    readonly status: number;
    /** Of the challenge or, without one, of the body. */
    readonly error?: string;
    readonly scope?: string;
  }
  const inForm: Policy = { credentials: 'header-or-form' };
  const rows: Readonly<Record<string, Row>> = {
    'RFC 6750, 3.1: no credentials': { request: {}, status: 401 },
    'RFC 6750, 3.1: an empty header': { request: { lines: [['Authorization', '']] }, status: 401 },
    'RFC 6750, 3.1: another scheme': { request: { lines: [['Authorization', 'Basic T']] }, status: 401 },
    'RFC 6750, 2.3: a token in the query': { request: { path: '/?access_token=T' }, status: 401 },
    'RFC 6750, 2.1: a token in the header': { request: { lines: [BEARER_T] }, status: 200 },
    'RFC 9110, 5.1: a header in capitals': {
      request: { lines: [['AUTHORIZATION', 'Bearer T']] },
      status: 200,
    },
    'RFC 9110, 5.5: blanks around the value': {
      request: { lines: [['Authorization', ' \t Bearer T \t ']] },
      status: 200,
    },
    'RFC 9110, 9.3.2: HEAD with a token': { request: { method: 'HEAD', lines: [BEARER_T] }, status: 200 },
    'RFC 9110, 9.3.2: HEAD without a token': { request: { method: 'HEAD' }, status: 401 },
    'RFC 6750, 3.1: an unknown token': {
      request: { lines: [['Authorization', 'Bearer unknown']] },
      status: 401,
      error: 'invalid_token',
    },
    'RFC 6750, 2.1: a token with non-ASCII characters': {
      request: { lines: [['Authorization', 'Bearer t\u00f6ken']] },
      status: 401,
      error: 'invalid_token',
    },
    'RFC 6750, 2: two Authorization lines': {
      request: { lines: [BEARER_T, ['Authorization', 'Bearer U']] },
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6750, 2: two equal Authorization lines': {
      request: { lines: [BEARER_T, ['accept', '*/*'], ['authorization', 'Bearer T']] },
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6750, 3.1: a missing scope': {
      request: { lines: [BEARER_T] },
      policy: { scopes: { allOf: ['read', 'write'] } },
      status: 403,
      error: 'insufficient_scope',
      scope: 'read write',
    },
    'an authority that is down': {
      request: { lines: [['Authorization', 'Bearer down']] },
      status: 503,
      error: 'temporarily_unavailable',
    },
    'RFC 6750, 2.2: a token in a form': {
      request: { method: 'POST', lines: [FORM], body: 'a=b&access_token=T' },
      policy: inForm,
      status: 200,
    },
    'RFC 9110, 8.3.1: a form type with a charset, in capitals': {
      request: {
        method: 'POST',
        lines: [['Content-Type', 'Application/X-WWW-Form-Urlencoded ; charset=UTF-8']],
        body: 'access_token=T',
      },
      policy: inForm,
      status: 200,
    },
    'RFC 6750, 2.2: a token in a form, at a route that reads the header only': {
      request: { method: 'POST', lines: [FORM], body: 'access_token=T' },
      status: 401,
    },
    'RFC 6750, 2.2: a token in the body of DELETE': {
      request: { method: 'DELETE', lines: [FORM], body: 'access_token=T' },
      policy: inForm,
      status: 401,
    },
    'RFC 6750, 2.2: a token in a body of another type': {
      request: { method: 'POST', lines: [['Content-Type', 'text/plain']], body: 'access_token=T' },
      policy: inForm,
      status: 401,
    },
    'RFC 6750, 2.2: a token in a JSON body': {
      request: {
        method: 'POST',
        lines: [['Content-Type', 'application/json']],
        body: '{"access_token":"T"}',
      },
      policy: inForm,
      status: 401,
    },
    'RFC 6750, 2: a token in header and form': {
      request: { method: 'POST', lines: [FORM, BEARER_T], body: 'access_token=T' },
      policy: inForm,
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6749, 3.1: a token twice in a form': {
      request: { method: 'POST', lines: [FORM], body: 'access_token=T&access_token=T' },
      policy: inForm,
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6749, 3.1: an empty token in a form': {
      request: { method: 'POST', lines: [FORM], body: 'access_token=' },
      policy: inForm,
      status: 401,
    },
    'RFC 6750, 3.1: broken percent-encoding in a form': {
      request: { method: 'POST', lines: [FORM], body: 'access_token=%' },
      policy: inForm,
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6750, 2.2: bytes beyond ASCII in a form': {
      request: { method: 'POST', lines: [FORM], body: 'access_token=T&a=\u00f6' },
      policy: inForm,
      status: 400,
      error: 'invalid_request',
    },
    'RFC 6750, 2.2: a form beside a token in the header': {
      request: { method: 'POST', lines: [FORM, BEARER_T], body: 'a=b' },
      policy: inForm,
      status: 200,
    },
    'RFC 6750, 2.2: no body at all, where a form might be': {
      request: { method: 'POST', lines: [FORM] },
      policy: inForm,
      status: 401,
    },
  };

  suite(`${name}, as every adapter`, () => {
    for (const [sentence, { request, policy = {}, status, error, scope }] of Object.entries(rows)) {
      test(`${sentence}: ${status} ${error ?? ''}`.trimEnd(), async (t) => {
        const send = await serve(t, exampleResourceServer(), policy);
        const { status: actual, headers, body } = await send(request);
        assert.equal(actual, status);
        assert.equal(headers['cache-control'], 'no-store');
        if (status === 200) {
          assert.equal(body, request.method === 'HEAD' ? '' : 'handled jane');
          assert.match(headers['content-type'] ?? '', /^text\/plain/);
          assert.equal(headers['dpop-nonce'], 'n0nce');
          assert.equal(headers['www-authenticate'], undefined);
          return;
        }
        assert.equal(headers['www-authenticate'] === undefined, status === 503);
        assert.equal(headers['retry-after'], status === 503 ? '7' : undefined);
        if (error === undefined) {
          assert.equal(headers['www-authenticate'], 'Bearer');
          assert.equal(headers['content-type'], undefined);
          assert.equal(body, '');
          return;
        }
        assert.equal(headers['content-type'], 'application/json');
        assert.equal((JSON.parse(body) as { error: string }).error, error);
        if (status === 503) return;
        const challenge = await readBearerChallenge(headers['www-authenticate'] ?? '');
        assert.equal(challenge.error, error);
        assert.equal(challenge.scope, scope);
      });
    }
  });
}
