import type { AccessToken } from '../access-token.ts';
import type { Denied, Granted, ResponseHeaders } from '../decision.ts';
import { ResponseSigningError } from '../message-signatures/response-signing-error.ts';
import { checkPolicy } from '../policy-check.ts';
import type { Policy } from '../policy.ts';
import type { HeaderLines, ResourceRequest } from '../resource-request.ts';
import type { ResourceServer } from '../resource-server.ts';
import type { UserInfoEndpoint, UserInfoResponse } from '../userinfo/user-info-endpoint.ts';
import { isFormContentType } from './form-content-type.ts';
import { type NodeRequest, NodeResourceRequest } from './node.ts';

/** Where a request keeps its grant: a `WeakMap` of them would cost the garbage collector more than all of the protection. */
const GRANT: unique symbol = Symbol('grant');

/** The part of a Fastify request that is read. */
export interface FastifyRequestLike {
  /** Of this adapter alone. */
  [GRANT]?: Granted;
  readonly raw: NodeRequest;
  readonly headers: { readonly 'content-type'?: string | undefined };
  readonly body: unknown;
}

/** The part of a Fastify reply that is used. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(values: ResponseHeaders): unknown;
  serializer(serialize: (body: unknown) => string): unknown;
  readonly statusCode: number;
  getHeader(name: string): string | number | string[] | undefined;
  send(body: string | undefined): unknown;
}

type Hook<Request, Reply> = (request: Request, reply: Reply) => Promise<unknown>;

/** The content of an answer just before it is sent. */
type SendHook = (request: FastifyRequestLike, reply: FastifyReplyLike, payload: unknown) => Promise<unknown>;

/** Route options that protect a route; which hook authorizes depends on where the policy looks for tokens. */
export type FastifyProtection = (
  | { readonly onRequest: Hook<FastifyRequestLike, FastifyReplyLike> }
  | { readonly preHandler: Hook<FastifyRequestLike, FastifyReplyLike> }
) & { readonly onSend?: SendHook };

/**
 * Route options that let only requests with a sufficient access token reach the handler. Where the policy looks at the
 * header alone, a request is turned away before its body is read. For `credentials: 'header-or-form'` the application
 * must parse `application/x-www-form-urlencoded` to a string:
 * `app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => done(null, body))`.
 *
 * @throws TypeError when the policy is not one
 *
 * @example
 * ```ts
 * app.get('/orders', protect(resourceServer, { scopes: { allOf: ['orders.read'] } }), async (request) =>
 *   ordersOf(accessTokenOf(request).subject),
 * );
 * ```
 */
export function protect(resourceServer: ResourceServer, policy: Policy = {}): FastifyProtection {
  checkPolicy(policy);
  const hook: Hook<FastifyRequestLike, FastifyReplyLike> = async (request, reply) => {
    const decision = await resourceServer.authorize(new FastifyResourceRequest(request), policy);
    if (!decision.granted) return send(reply, decision);
    reply.headers(decision.headers);
    request[GRANT] = decision;
    return undefined;
  };
  const signing = resourceServer.signsResponses ? { onSend: signAnswer } : {};
  return policy.credentials === 'header-or-form'
    ? { preHandler: hook, ...signing }
    : { onRequest: hook, ...signing };
}

/** Signs what must be signed. Where that fails, Fastify answers with the error instead of the answer. */
const signAnswer: SendHook = async (request, reply, payload) => {
  const granted = request[GRANT];
  if (granted?.sign === undefined) return payload;
  // Once: the answer to an error, this hook's own included, is not the one that must be signed.
  request[GRANT] = { ...granted, sign: undefined };
  const body = payload ?? '';
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new ResponseSigningError('component_unavailable', { component: '"content-digest"' });
  }
  const header = (name: string): HeaderLines => linesOf(reply.getHeader(name));
  reply.headers({ ...granted.sign({ status: reply.statusCode, header, body }) });
  return payload;
};

function linesOf(value: string | number | string[] | undefined): HeaderLines {
  return typeof value === 'number' ? String(value) : value;
}

/**
 * What is known about the access token of a request on a protected route.
 *
 * @throws TypeError when the route is not protected
 */
export function accessTokenOf(request: FastifyRequestLike): AccessToken {
  const granted = request[GRANT];
  if (granted === undefined) {
    throw new TypeError('This request has not been authorized: its route is not protected.');
  }
  return granted.token;
}

/**
 * A handler that serves a UserInfo endpoint; give it a route for GET and POST. As with `protect`, the application must parse
 * forms to strings.
 */
export function userInfoHandler(endpoint: UserInfoEndpoint): Hook<FastifyRequestLike, FastifyReplyLike> {
  return async (request, reply) => {
    return send(reply, await endpoint.answer(new FastifyResourceRequest(request)));
  };
}

function send(reply: FastifyReplyLike, answer: Denied | UserInfoResponse): unknown {
  reply.code(answer.status);
  reply.headers(answer.headers);
  // Without a body Fastify sends no content type either; an empty string would be labelled as text.
  if (answer.body === '') return reply.send(undefined);
  // With a serializer of its own, a reply keeps its content type as it is; otherwise a charset would be added.
  reply.serializer(asItIs);
  return reply.send(answer.body);
}

const asItIs = (body: unknown): string => body as string;

class FastifyResourceRequest extends NodeResourceRequest implements ResourceRequest {
  readonly #request: FastifyRequestLike;

  constructor(request: FastifyRequestLike) {
    super(request.raw);
    this.#request = request;
  }

  override formBody(): string | undefined {
    const { body, headers } = this.#request;
    if (!isFormContentType(headers['content-type'])) return undefined;
    if (body === undefined || typeof body === 'string') return body;
    throw new TypeError(
      'application/x-www-form-urlencoded must be parsed to a string where a policy looks for tokens in it.',
    );
  }
}
