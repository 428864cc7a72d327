import type { NextStep } from '../call/explain-answer.ts';
import type { Wish } from './wish.ts';

/** What a new sign-in asks for, so that the call of a path succeeds that was refused: just that more (RFC 9470, section 4). */
export function nextWish(last: Wish, next: NextStep, path: string): Wish {
  const { clientId, scopes } = last;
  switch (next.kind) {
    case 'sign-in':
      return { clientId, scopes, repeat: path };
    case 'ask-for-scopes':
      return { clientId, scopes: [...new Set([...next.scopes, ...scopes])], repeat: path };
    case 'step-up':
      return { clientId, scopes, acrValues: next.acrValues, maxAge: next.maxAge, repeat: path };
  }
}
