import type { InboundConnection } from './trust-boundary/inbound-connection.ts';

/** Several field lines of one header, in the order of their arrival; one line is a plain string. */
export type HeaderLines = string | readonly string[] | undefined;

/** Name and value of one field line. */
export type HeaderField = readonly [name: string, value: string];

/**
 * What the library must know of a request, whatever the framework: an adapter implements it over the framework's
 * own request object, without copying it.
 */
export interface ResourceRequest {
  /** The request method, in the case that it came in (methods are case-sensitive, RFC 9110, section 9.1). */
  readonly method: string;

  /** The path and query of the request as they came (RFC 9112, section 3.2.1). A query may hold secrets: do not log it. */
  readonly target: string;

  /** The connection that the request came in on; absent where the platform has none to show. */
  readonly connection?: InboundConnection | undefined;

  /**
   * The field lines of a header.
   *
   * An adapter must not hide repetition: where a platform drops the second of two `Authorization` lines, as Node's
   * `request.headers` does, it must read the raw list.
   *
   * @param name the field name in lower case
   */
  header(name: string): HeaderLines;

  /**
   * All header fields, names and values in the order of their arrival. Needed only where message signatures are passed on to the
   * authority (RFC 9421); a request without it cannot be verified there.
   */
  headerFields?(): readonly HeaderField[];

  /**
   * The raw body where its content type is `application/x-www-form-urlencoded` (parameters such as `charset`
   * allowed), else `undefined`. Called only for routes that accept tokens in a form body (RFC 6750, section 2.2).
   * The adapter bounds its size.
   */
  formBody(): string | undefined | Promise<string | undefined>;
}
