import { type ForeignObject, isForeignObject } from '../foreign-object.ts';

/** A subject identifier (RFC 9493, section 3): its `format` says which other members there are. */
export interface SubjectIdentifier extends ForeignObject {
  readonly format: string;
}

/**
 * Whom an identifier means: the `subject` of access tokens, `null` for somebody who has none here, or `undefined` where there is
 * nothing to say about such an identifier.
 */
export type SubjectFinding = string | null | undefined;

/** All aliases mean the same subject (RFC 9493, section 3.2.8), so that a few suffice. */
const MOST_ALIASES = 10;

/**
 * Finds the subject of access tokens that an identifier means. Of a complex one (OpenID Shared Signals Framework 1.0, section 3.3) the
 * user counts: which tokens belong to a session or a device is not known here, so that all of the user's are meant.
 *
 * @param findSimple finds it for an identifier that stands for itself
 */
export async function findSubject(
  identifier: unknown,
  findSimple: (identifier: SubjectIdentifier) => SubjectFinding | Promise<SubjectFinding>,
): Promise<SubjectFinding> {
  if (!isSubjectIdentifier(identifier)) return undefined;
  const { format, user, identifiers } = identifier;
  const meant = format === 'complex' ? [user] : format === 'aliases' ? identifiers : [identifier];
  if (!Array.isArray(meant)) return undefined;
  let found: SubjectFinding;
  for (const one of meant.slice(0, MOST_ALIASES) as unknown[]) {
    const subject = isSubjectIdentifier(one) ? await findSimple(one) : undefined;
    if (typeof subject === 'string') return subject;
    if (subject === null) found = null;
  }
  return found;
}

/** Finds the subject for the formats in which an identity provider names one (RFC 9493, sections 3.2.3 and 3.2.4). */
export function findNamedSubject(identifier: SubjectIdentifier, issuers: readonly string[]): SubjectFinding {
  const { format, iss, sub, id } = identifier;
  if (format === 'iss_sub' && typeof iss === 'string' && issuers.includes(iss)) return asSubject(sub);
  return format === 'opaque' ? asSubject(id) : undefined;
}

function asSubject(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isSubjectIdentifier(value: unknown): value is SubjectIdentifier {
  return isForeignObject(value) && typeof value['format'] === 'string';
}
