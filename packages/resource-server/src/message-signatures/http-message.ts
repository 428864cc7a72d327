import type { HeaderLines } from '../resource-request.ts';

/** The parts of a request that a signature can cover (RFC 9421, section 2). */
export interface RequestMessage {
  /** In the case that it came in. */
  readonly method: string;
  /** The URI that the client used, absolute, with the query as it was written and without a fragment. */
  readonly targetUri: string;
  /** The field lines of a header, by its name in lower case. */
  header(name: string): HeaderLines;
  /** Read where `content-digest` is verified, only. A text is taken as UTF-8. Default: no content. */
  readonly body?: string | Uint8Array | undefined;
}

/** The parts of a response that a signature can cover. */
export interface ResponseMessage {
  /** Three digits. */
  readonly status: number;
  /** The field lines of a header, by its name in lower case. */
  header(name: string): HeaderLines;
  /** The content, byte for byte as it is sent. A text is taken as UTF-8. Default: no content. */
  readonly body?: string | Uint8Array | undefined;
}

/**
 * The message that is signed, and what its signature may refer to: where there is a response, it is the one that is signed,
 * and the request is what it answers.
 */
export interface HttpExchange {
  readonly request?: RequestMessage | undefined;
  readonly response?: ResponseMessage | undefined;
}
