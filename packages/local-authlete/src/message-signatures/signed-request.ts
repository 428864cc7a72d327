import type { RequestParameters } from '../http/request-parameters.ts';
import type { Parameters } from './structured-fields.ts';

/** What a resource server says of the request that it got from a client. */
export interface SignedRequest {
  readonly method: string | undefined;
  readonly targetUri: string | undefined;
  /** As RFC 9421 section 2.1 combines them, by their names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly bodyContained: boolean;
}

/** Reads the parameters of `/auth/introspection` and `/auth/userinfo` that concern the signature of the request. */
export function readSignedRequest(parameters: RequestParameters, defaultTargetUri?: string): SignedRequest {
  return {
    method: parameters.string('htm'),
    targetUri: parameters.string('targetUri') ?? parameters.string('htu') ?? defaultTargetUri,
    fields: readFields(parameters),
    bodyContained: parameters.boolean('requestBodyContained'),
  };
}

/** Reads the parameter `headers`, pairs of name and value. */
export function readFields(parameters: RequestParameters): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { key, value } of parameters.objects('headers') ?? []) {
    if (typeof key === 'string' && typeof value === 'string') {
      const name = key.toLowerCase();
      const before = fields.get(name);
      const line = value.replaceAll(/[ \t]*\r?\n[ \t]+/g, ' ').trim();
      fields.set(name, before === undefined ? line : `${before}, ${line}`);
    }
  }
  return fields;
}

/**
 * The value of a component of a request (RFC 9421 sections 2.1 and 2.2).
 *
 * Components with parameters, which are `@query-param` and those with `sf`, `key`, `bs`, `tr` and `req`, are not supported
 * and have no value.
 */
export function requestComponent(
  { method, targetUri, fields }: SignedRequest,
  name: string,
  parameters: Parameters,
): string | undefined {
  if (parameters.size > 0) {
    return undefined;
  }
  if (!name.startsWith('@')) {
    return fields.get(name);
  }
  if (name === '@method') {
    return method;
  }
  const url = URL.parse(targetUri ?? '');
  if (!url) {
    return undefined;
  }
  switch (name) {
    case '@target-uri':
      return targetUri;
    case '@authority':
      return url.host;
    case '@scheme':
      return url.protocol.slice(0, -1);
    case '@request-target':
      return `${url.pathname}${url.search}`;
    case '@path':
      return url.pathname;
    case '@query':
      return url.search || '?';
    default:
      return undefined;
  }
}
