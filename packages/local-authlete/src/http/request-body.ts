import type { IncomingMessage } from 'node:http';

import { API_CODES } from '../result-codes.ts';
import { ApiError } from './api-error.ts';
import { isObject, RequestParameters } from './request-parameters.ts';

const LIMIT = 1024 * 1024;

/**
 * Reads the body of a request, JSON or form, up to 1 MiB.
 *
 * @throws {ApiError} 400 when it is empty or malformed, 413 when it is too large, 415 when it has another type.
 */
export async function readParameters(
  request: IncomingMessage,
  optional: boolean,
): Promise<RequestParameters> {
  const content = await read(request);
  if (content === '') {
    if (optional) {
      return RequestParameters.fromJson({});
    }
    throw new ApiError(400, API_CODES.emptyBody, 'The request body is empty.');
  }
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  switch (type) {
    case 'application/json':
      return RequestParameters.fromJson(parse(content));
    case 'application/x-www-form-urlencoded':
      return RequestParameters.fromForm(new URLSearchParams(content));
    default:
      throw new ApiError(
        415,
        API_CODES.unsupportedMediaType,
        'The Content-Type must be application/json or application/x-www-form-urlencoded.',
      );
  }
}

/** Leaves the connection open when the body is too large: the answer must still get through. */
async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) {
      throw new ApiError(413, API_CODES.bodyTooLarge, 'The request body is too large.', {
        connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(content: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new ApiError(400, API_CODES.malformedBody, 'The request body is not JSON.');
  }
  if (!isObject(value)) {
    throw new ApiError(400, API_CODES.malformedBody, 'The request body is not a JSON object.');
  }
  return value;
}
