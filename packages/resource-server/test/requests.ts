import type { HeaderLines, InboundConnection, ResourceRequest } from '../src/index.ts';

export interface RequestParts {
  readonly method?: string;
  readonly authorization?: HeaderLines;
  readonly headers?: Readonly<Record<string, HeaderLines>>;
  readonly target?: string;
  readonly connection?: InboundConnection;
  /** The body of a form; `undefined` for a request without one. */
  readonly form?: string;
}

/** A request as an adapter would present it. */
export function requestOf(parts: RequestParts = {}): ResourceRequest {
  const { method = 'GET', authorization, headers = {}, target = '/', connection, form } = parts;
  return {
    method,
    target,
    connection,
    header: (name) =>
      name === 'authorization' ? (authorization ?? headers['authorization']) : headers[name],
    formBody: () => form,
  };
}

/** A request that carries an access token as RFC 6750, section 2.1, recommends. */
export function bearerRequest(token: string): ResourceRequest {
  return requestOf({ authorization: `Bearer ${token}` });
}
