import { randomUUID } from 'node:crypto';
import type { ResourceRequest } from '../resource-request.ts';
import { joinLines } from './field-value.ts';

/** RFC 9562, section 4: any version, in either case. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The `x-fapi-interaction-id` for the answer to a request: the client's own, as it wrote it, or a new one where it sent none. The
 * value is safe in a header and in a log.
 *
 * @returns `'malformed'` where it is not one UUID in one field line: answer 400, and with an identifier of your own if with any
 */
export function readInteractionId(
  request: Pick<ResourceRequest, 'header'>,
): { readonly id: string } | 'malformed' {
  const id = joinLines(request.header('x-fapi-interaction-id'));
  if (id === undefined) return { id: randomUUID() };
  return UUID.test(id) ? { id } : 'malformed';
}
