import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from '../running-parts.ts';

interface DocumentedAnswer {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

/** The content of an OpenAPI document, as a client reads it. */
export interface OpenApiContent {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DocumentedAnswer>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** An OpenAPI document that answers can be held against. */
export class OpenApiDocument {
  readonly content: OpenApiContent;
  readonly #ajv = new Ajv2020({ strict: false });

  constructor(content: OpenApiContent) {
    this.content = content;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(content, 'document');
  }

  get operations(): readonly DocumentedOperation[] {
    return Object.values(this.content.paths).flatMap((path) => Object.values(path));
  }

  operation(path: string, method = 'GET'): DocumentedOperation {
    const operation = this.content.paths[path]?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${path} is not documented`);
    return operation;
  }

  /** Headers, media type and body must be as the document says for this status. */
  assertAnswer(path: string, method: string, { status, headers, body }: Answer): void {
    const where = `${method} ${path} ${status}`;
    const documented = this.operation(path, method).responses[status];
    assert.ok(documented, `${where} is not documented`);
    const shared = documented.$ref?.split('/').at(-1);
    const answer = shared === undefined ? documented : this.content.components.responses[shared];
    assert.ok(answer, `${where}: ${documented.$ref} does not exist`);
    for (const [name, { required }] of Object.entries(answer.headers ?? {})) {
      if (required) assert.ok(headers[name.toLowerCase()], `${where} without ${name}`);
    }
    // RFC 6750, section 3.1: whoever gave no credentials is told nothing.
    if (body === '' && (status === 401 || answer.content === undefined)) return;
    const mediaType = headers['content-type'] ?? '';
    assert.ok(answer.content?.[mediaType], `${where}: ${mediaType} is not documented`);
    const pointer =
      shared === undefined
        ? ['paths', path, method.toLowerCase(), 'responses', String(status)]
        : ['components', 'responses', shared];
    const validate = this.#ajv.getSchema(
      `document#/${[...pointer, 'content', mediaType, 'schema'].map(escapePointer).join('/')}`,
    );
    assert.ok(validate, `${where} has no schema`);
    const value: unknown = mediaType.endsWith('json') ? JSON.parse(body) : body;
    assert.ok(validate(value), `${where}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

/** RFC 6901, section 6. */
function escapePointer(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}
