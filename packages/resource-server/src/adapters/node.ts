import type { Decision, Denied, Granted } from '../decision.ts';
import type { Policy } from '../policy.ts';
import type { HeaderField, HeaderLines, ResourceRequest } from '../resource-request.ts';
import type { ResourceServer } from '../resource-server.ts';
import type { InboundConnection } from '../trust-boundary/inbound-connection.ts';

/** The part of Node's `IncomingMessage` that is read. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** The connection, for the trust boundary. */
  readonly socket?: InboundConnection | undefined;
}

/** The part of Node's `ServerResponse` that is used. */
export interface NodeResponse {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body?: string): unknown;
}

/**
 * Reads a Node request in place. The raw header list is read, because Node's `headers` keeps only the first of several
 * `Authorization` lines.
 */
export class NodeResourceRequest implements ResourceRequest {
  readonly #request: NodeRequest;
  readonly #form: string | undefined;

  /** @param form the raw body where its type is `application/x-www-form-urlencoded` and the route accepts tokens there */
  constructor(request: NodeRequest, form?: string) {
    this.#request = request;
    this.#form = form;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get target(): string {
    return this.#request.url ?? '/';
  }

  get connection(): InboundConnection | undefined {
    return this.#request.socket;
  }

  header(name: string): HeaderLines {
    const raw = this.#request.rawHeaders;
    let first: string | undefined;
    let all: string[] | undefined;
    for (let index = 0; index < raw.length; index += 2) {
      const candidate = raw[index] as string;
      if (candidate.length === name.length && candidate.toLowerCase() === name) {
        const value = raw[index + 1] as string;
        if (first === undefined) first = value;
        else (all ??= [first]).push(value);
      }
    }
    return all ?? first;
  }

  headerFields(): readonly HeaderField[] {
    const raw = this.#request.rawHeaders;
    return Array.from({ length: raw.length / 2 }, (_, index) => [
      raw[2 * index] as string,
      raw[2 * index + 1] as string,
    ]);
  }

  formBody(): string | undefined {
    return this.#form;
  }
}

/**
 * Decides about a plain Node request; a denied one is answered here.
 *
 * @param form the raw form body, for a policy with `credentials: 'header-or-form'`; reading and bounding it is the caller's
 * @returns the decision, or `undefined` where the request has been answered
 * @throws what `ResourceServer.authorize` throws: catch it, since a rejection that nobody handles ends the process
 *
 * @example
 * ```ts
 * const READ_ORDERS: Policy = { scopes: { allOf: ['orders.read'] } };
 *
 * async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
 *   const granted = await authorizeNode(resourceServer, request, response, READ_ORDERS);
 *   if (granted) response.writeHead(200, granted.headers).end('{}');
 * }
 * ```
 */
export async function authorizeNode(
  resourceServer: ResourceServer,
  request: NodeRequest,
  response: NodeResponse,
  policy?: Policy,
  form?: string,
): Promise<Granted | undefined> {
  const decision: Decision = await resourceServer.authorize(new NodeResourceRequest(request, form), policy);
  if (decision.granted) return decision;
  sendDenied(response, decision);
  return undefined;
}

/** Sends a denial as it is. */
export function sendDenied(response: NodeResponse, denied: Denied): void {
  response.writeHead(denied.status, { ...denied.headers, 'Content-Length': Buffer.byteLength(denied.body) });
  response.end(denied.body);
}
