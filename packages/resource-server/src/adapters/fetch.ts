import { type Denied, type Granted, protectedHeaders } from '../decision.ts';
import { checkPolicy } from '../policy-check.ts';
import type { Policy } from '../policy.ts';
import type { HeaderField, HeaderLines, ResourceRequest } from '../resource-request.ts';
import type { ResourceServer } from '../resource-server.ts';
import type { UserInfoEndpoint, UserInfoResponse } from '../userinfo/user-info-endpoint.ts';
import { isFormContentType } from './form-content-type.ts';

/** A form body beyond this many bytes is answered with 413. */
const MAXIMUM_FORM_BYTES = 1_048_576;

/** A handler for a request that may go on. */
export type ProtectedFetchHandler = (request: Request, granted: Granted) => Response | Promise<Response>;

/**
 * Protects a handler of Web `Request`s, as Hono, Deno, Bun, Next.js and others have them.
 *
 * The fields that every answer of a protected endpoint carries (`Cache-Control: no-store`, `DPoP-Nonce`) are added to the
 * handler's response where it has not set them itself, and so is the signature where the answer must be signed. The body of the request stays readable for the handler, even
 * where the policy looks for a token in it.
 *
 * @throws TypeError when the policy is not one
 *
 * @example
 * ```ts
 * export const GET = protectFetch(resourceServer, { scopes: { allOf: ['orders.read'] } }, (request, { token }) =>
 *   Response.json(ordersOf(token.subject)),
 * );
 * ```
 */
export function protectFetch(
  resourceServer: ResourceServer,
  policy: Policy,
  handler: ProtectedFetchHandler,
): (request: Request) => Promise<Response> {
  checkPolicy(policy);
  return (request) =>
    answerLargeForms(async () => {
      const decision = await resourceServer.authorize(new FetchResourceRequest(request), policy);
      if (!decision.granted) return toResponse(decision);
      const response = await handler(request, decision);
      const headers = new Headers(response.headers);
      for (const [name, value] of Object.entries(decision.headers)) {
        if (!headers.has(name)) headers.set(name, value);
      }
      const { status, statusText } = response;
      if (decision.sign === undefined) return new Response(response.body, { status, statusText, headers });
      const body = new Uint8Array(await response.arrayBuffer());
      const header = (name: string): HeaderLines => headers.get(name) ?? undefined;
      for (const [name, value] of Object.entries(decision.sign({ status, header, body }))) {
        headers.set(name, value as string);
      }
      return new Response(body, { status, statusText, headers });
    });
}

/**
 * Serves a UserInfo endpoint to Web `Request`s. Methods other than GET and POST are answered with 405.
 *
 * @example
 * ```ts
 * Deno.serve(serveUserInfo(userInfoEndpoint));
 * ```
 */
export function serveUserInfo(endpoint: UserInfoEndpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      const headers = { ...protectedHeaders(undefined), Allow: 'GET, POST' };
      return new Response(null, { status: 405, headers });
    }
    return answerLargeForms(async () => toResponse(await endpoint.answer(new FetchResourceRequest(request))));
  };
}

/** A denial or a UserInfo response as a Web `Response`. */
export function toResponse(answer: Denied | UserInfoResponse): Response {
  return new Response(answer.body === '' ? null : answer.body, {
    status: answer.status,
    headers: answer.headers,
  });
}

/**
 * Reads a Web `Request` in place. Its `Headers` join several lines of one header with a comma, which no access token holds:
 * two `Authorization` lines never name a token.
 */
export class FetchResourceRequest implements ResourceRequest {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method;
  }

  get target(): string {
    const { pathname, search } = new URL(this.#request.url);
    return pathname + search;
  }

  header(name: string): HeaderLines {
    return this.#request.headers.get(name) ?? undefined;
  }

  headerFields(): readonly HeaderField[] {
    return [...this.#request.headers];
  }

  /** @throws FormTooLarge beyond 1 MiB, and what the body throws when the client goes away */
  async formBody(): Promise<string | undefined> {
    if (!isFormContentType(this.#request.headers.get('content-type'))) return undefined;
    // A clone, so that the handler can read the body too.
    const body = this.#request.clone().body;
    return body === null ? undefined : readBounded(body);
  }
}

class FormTooLarge extends Error {
  override readonly name = 'FormTooLarge';
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<string> {
  // Latin-1 keeps every byte as one character, and what is not ASCII is refused later (RFC 6750, section 2.2).
  const decoder = new TextDecoder('latin1');
  let text = '';
  // Not cancelled where it is too large: one half of a clone is only when the other one is too, and that may be never.
  for await (const chunk of body.values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAXIMUM_FORM_BYTES) throw new FormTooLarge();
  }
  return text;
}

async function answerLargeForms(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof FormTooLarge)) throw error;
    const words = { error: 'content_too_large', error_description: 'The form body is larger than 1 MiB.' };
    return Response.json(words, { status: 413, headers: protectedHeaders(undefined) });
  }
}
