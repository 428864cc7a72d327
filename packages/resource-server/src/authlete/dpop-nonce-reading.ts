/** RFC 9449, section 8.1: `NQCHAR`. The length is our own bound, so that a nonce cannot burst a header. */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/;

/** The nonce, if it may stand in a `DPoP-Nonce` field; one with other characters is dropped, since it could inject. */
export function readDpopNonce(nonce: string | undefined): string | undefined {
  return nonce !== undefined && NONCE.test(nonce) ? nonce : undefined;
}
