import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token that a form of an interaction must bring along, so that no other site can send it.
 *
 * The engine's cookie binds the interaction to the browser; the token binds the form to the page that was shown there.
 */
export function createFormToken(secret: string, interactionId: string, step: string): string {
  return createHmac('sha256', secret).update(`form ${interactionId} ${step}`).digest('base64url');
}

export function isFormToken(
  value: string | null,
  secret: string,
  interactionId: string,
  step: string,
): boolean {
  const expected = Buffer.from(createFormToken(secret, interactionId, step));
  const actual = Buffer.from(value ?? '');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
