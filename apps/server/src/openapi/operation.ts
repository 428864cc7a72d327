/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What one method of a route does, for people and programs that read `/openapi.json`. */
export interface Operation {
  readonly operationId: string;
  /** In a few words. */
  readonly summary: string;
  /** In sentences. */
  readonly description?: string;
  /** What an access token must be like. Default: anyone may call. */
  readonly access?: Access;
  /** The body of the request, schemas by media type. Default: none is read. */
  readonly body?: Readonly<Record<string, JsonSchema>>;
  /** The answers that are this operation's own; what any operation can answer is added. */
  readonly answers: Readonly<Record<number, OperationAnswer>>;
}

export interface Access {
  /** Default: none. */
  readonly scopes?: readonly string[];
  /** `required`: it must be bound to a key or a certificate that the request proves. Default: as everywhere at the server. */
  readonly senderConstraint?: 'required';
  /** How the user must have signed in: one of these authentication context classes. Default: in any way. */
  readonly acrValues?: readonly string[];
}

export interface OperationAnswer {
  readonly description: string;
  /** Schemas by media type. Default: no body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
}

/** By method. */
export type Operations = Readonly<Record<string, Operation>>;

declare module 'fastify' {
  // Fastify names it so.
  interface FastifyContextConfig {
    /** What the route documents. It is not the route's `schema`, from which Fastify would compile a check for every request. */
    readonly operations?: Operations;
  }
}

/** Route options that document a route. */
export function documented(operations: Operations): { readonly config: { readonly operations: Operations } } {
  return { config: { operations } };
}
