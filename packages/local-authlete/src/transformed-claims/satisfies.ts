import { isDeepStrictEqual } from 'node:util';

import { isObject } from '../http/request-parameters.ts';

/** Whether a value is one that a request accepts by its `value` or `values` (OpenID Connect Core 1.0 section 5.5.1). */
export function satisfies(value: unknown, request: unknown): boolean {
  if (!isObject(request)) {
    return true;
  }
  const accepted = Array.isArray(request['values'])
    ? request['values']
    : 'value' in request
      ? [request['value']]
      : undefined;
  return accepted?.some((candidate) => isDeepStrictEqual(candidate, value)) ?? true;
}
