import { writeChallenge } from './challenge.ts';
import type { Challenge } from './challenge.ts';

/** A decision against a request, as the members that tell it to the caller. */
export interface Refusal {
  readonly resultCode: string;
  readonly resultMessage: string;
  readonly action: 'BAD_REQUEST' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'INTERNAL_SERVER_ERROR';
  readonly responseContent: string;
}

/** Refuses a request in the words of a challenge. */
export function refuse(action: Refusal['action'], challenge: Challenge): Refusal {
  return {
    resultCode: challenge.code,
    resultMessage: `[${challenge.code}] ${challenge.description}`,
    action,
    responseContent: writeChallenge(challenge),
  };
}
