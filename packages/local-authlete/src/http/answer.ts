/** What an endpoint answers, before it is written. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AnswerBody;
}

/** JSON stays an object until the end, because some failures change its members. */
export type AnswerBody =
  | { readonly json: Readonly<Record<string, unknown>>; readonly pretty?: boolean }
  | { readonly text: string; readonly contentType: string };

/**
 * An answer of the Authlete API in JSON.
 *
 * Members that are `undefined` are left out. A member that Authlete does not have is added, because Authlete adds
 * members from time to time and a client must live with them.
 */
export function jsonAnswer(
  members: Readonly<Record<string, unknown>>,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers, body: { json: { ...members, localAuthlete: true } } };
}

/** A document that has a standard of its own, such as a JWK Set: nothing is added. */
export function documentAnswer(json: Readonly<Record<string, unknown>>, pretty: boolean): Answer {
  return { status: 200, body: { json, pretty } };
}

/** The bytes and the type of a body. */
export function serialise(body: AnswerBody): { content: string; contentType: string } {
  return 'json' in body
    ? {
        content: JSON.stringify(body.json, undefined, body.pretty ? 2 : undefined),
        contentType: 'application/json;charset=UTF-8',
      }
    : { content: body.text, contentType: body.contentType };
}
