import type { AccessToken } from '../access-token.ts';

/**
 * Freezes the facts about a token through and through: they are handed to many requests, and what one of them changed the others
 * would believe.
 */
export function freezeFacts(token: AccessToken): AccessToken {
  deepFreeze(token);
  return token;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
