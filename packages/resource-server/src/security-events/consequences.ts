import { effectOf } from './event-types.ts';
import type { SecurityEventToken } from './security-event-token.ts';
import { findSubject, type SubjectFinding, type SubjectIdentifier } from './subject-identifier.ts';

/** What has to happen because of a security event token. */
export interface Consequence {
  readonly effect: 'revoke' | 'outdate';
  readonly subject: string;
}

export interface Consequences {
  readonly effects: readonly Consequence[];
  /** Where there are none: why. */
  readonly reason: string;
}

/**
 * Finds what follows from the events of a token.
 *
 * @param findSimple the subject that a simple identifier means
 * @returns `undefined` where an event has an effect on a subject that nobody understands
 */
export async function findConsequences(
  { events, subId }: SecurityEventToken,
  findSimple: (identifier: SubjectIdentifier) => SubjectFinding | Promise<SubjectFinding>,
): Promise<Consequences | undefined> {
  const effects: Consequence[] = [];
  let reason = 'its events mean nothing to a resource server';
  for (const [type, payload] of events) {
    const effect = effectOf(type);
    if (effect === 'nothing') reason = 'the transmitter asks whether it is heard';
    if (effect === undefined || effect === 'nothing') continue;
    // Before RFC 9493 the identifier stood in the event.
    const subject = await findSubject(subId ?? payload['subject'], findSimple);
    if (subject === undefined) return undefined;
    if (subject === null) reason = 'the subject has no tokens here';
    else effects.push({ effect, subject });
  }
  return { effects, reason };
}
