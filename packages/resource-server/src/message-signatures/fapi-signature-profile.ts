/** The `tag` of the signature of a request (FAPI 2.0 Http Signatures, section on resource requests). */
export const FAPI_REQUEST_TAG = 'fapi-2-request';

/** The `tag` of the signature of a response (FAPI 2.0 Http Signatures, section on resource responses). */
export const FAPI_RESPONSE_TAG = 'fapi-2-response';

/**
 * What the signature of every response covers: what the response says, and which request it answers.
 *
 * Besides these, the signature covers what the request had of `content-digest` and of signatures, each with `req`.
 */
export const FAPI_RESPONSE_COMPONENTS: readonly string[] = Object.freeze([
  '"@status"',
  '"content-digest"',
  '"@method";req',
  '"@target-uri";req',
]);
