import type { ApiDescription } from './api-description.ts';
import { ERROR_ANSWERS, ERROR_SCHEMA, errorAnswersOf } from './error-answers.ts';
import type { JsonSchema, Operation, Operations } from './operation.ts';
import { securityOf, securitySchemes } from './security-schemes.ts';

/** The operations of the API, by path. */
export type DocumentedPaths = ReadonlyMap<string, Operations>;

/** The API as an OpenAPI 3.1 document. */
export function createOpenApiDocument(paths: DocumentedPaths, version: string, api: ApiDescription): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Resource server',
      version,
      description:
        'UserInfo (OpenID Connect Core 1.0, section 5.3) and sample endpoints behind OAuth 2.0 access tokens. Other paths answer ' +
        '404, other methods 405 with `Allow`, both with a body as of all errors. GET answers HEAD too.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: api.url ?? '/' }],
    paths: Object.fromEntries(
      [...paths].map(([path, operations]) => [path, describeOperations(operations, api)]),
    ),
    components: {
      schemas: { Error: ERROR_SCHEMA },
      responses: ERROR_ANSWERS,
      securitySchemes: securitySchemes(api),
    },
  };
}

function describeOperations(operations: Operations, api: ApiDescription): object {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method.toLowerCase(),
      describeOperation(operation, api),
    ]),
  );
}

function describeOperation(operation: Operation, api: ApiDescription): object {
  const { operationId, summary, description, access, body, answers } = operation;
  const shared = Object.entries(errorAnswersOf(operation)).map(([status, name]) => [
    status,
    { $ref: `#/components/responses/${name}` },
  ]);
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    security: access === undefined ? [] : securityOf(access, api),
    ...(body && { requestBody: { content: describeContent(body) } }),
    responses: {
      ...(Object.fromEntries(shared) as object),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description: words, content }]) => [
          status,
          { description: words, ...(content && { content: describeContent(content) }) },
        ]),
      ),
    },
  };
}

function describeContent(schemas: Readonly<Record<string, JsonSchema>>): object {
  return Object.fromEntries(Object.entries(schemas).map(([mediaType, schema]) => [mediaType, { schema }]));
}
