import type { JsonValue } from '../json-value.ts';
import { checkClaims } from './check-claims.ts';
import { emptyClaims } from './claim-selection.ts';
import { ClaimSourceFailed } from './claim-source-failed.ts';
import type { ClaimQuery, Claims, ClaimSource } from './claim-source.ts';
import { isPresent } from './claim-value.ts';
import { LONGEST_TIME_LIMIT, within } from './time-limit.ts';

/** One of several claim sources. */
export interface ClaimSourcePart {
  readonly source: ClaimSource;
  /** What the operator knows it by. */
  readonly name: string;
  /** `true`: without its answer there is none (503), and who is unknown to it is unknown. `false`: its claims may be missing. */
  readonly required: boolean;
  /** How long it may take, in milliseconds; never longer than the whole may. Default: 2000 */
  readonly timeout?: number;
}

export interface CombineClaimSourcesOptions {
  /** Told of every source that is not required and failed or was too slow. Its claims are missing from one answer. Default: nobody is told. */
  readonly onFailure?: (failure: ClaimSourceFailed) => void;
  /** The current time in milliseconds since the epoch: the clock of the endpoint. Default: `Date.now`. */
  readonly now?: () => number;
}

const DEFAULT_TIMEOUT = 2000;

/**
 * Claims that mean something only together: an address that one source knows must not be called verified by another. They are
 * taken from the first source that has one of them.
 */
const TOGETHER: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['email_verified', 'email'],
  ['phone_number', 'phone_number'],
  ['phone_number_verified', 'phone_number'],
  ['_claim_names', '_claim_names'],
  ['_claim_sources', '_claim_names'],
]);

/**
 * Makes one claim source of several. They are asked at the same time, each within a time of its own.
 *
 * - A claim comes from the first source, in their order here, that has a value for it: later ones fill gaps and override nothing. Its
 *   languages are claims of their own. `email` and `email_verified` come from one source, and so do `phone_number` and
 *   `phone_number_verified`, and `_claim_names` and `_claim_sources`.
 * - A source that is not required and fails, or takes too long, leaves its claims out, and so does one that does not know the subject.
 * - A required one that fails, or takes too long, fails the whole. A subject that a required one does not know is unknown.
 * - One of them may say who the user is to a client (`findSubject`). Where it cannot, the whole fails, required or not: the subject of
 *   the token must not take its place.
 *
 * @throws TypeError naming the part that is wrong; one at least must be required, for somebody must know who exists
 *
 * @example
 * ```ts
 * const claimSource = combineClaimSources(
 *   [
 *     { name: 'users', source: users, required: true },
 *     { name: 'hr', source: hrService, required: false, timeout: 300 },
 *   ],
 *   { onFailure: ({ source, cause }) => log.warn({ source, cause }, 'claims are missing') },
 * );
 * ```
 */
export function combineClaimSources(
  parts: readonly ClaimSourcePart[],
  { onFailure, now = Date.now }: CombineClaimSourcesOptions = {},
): ClaimSource {
  const sources = parts.map(checkPart);
  if (!sources.some(({ required }) => required)) {
    throw new TypeError('parts: one at least must be required');
  }
  const naming = sources.filter(({ source }) => source.findSubject !== undefined);
  if (naming.length > 1) throw new TypeError('parts: one at most may have findSubject');

  const ask = async <Answer>(
    { source, name, timeout }: Required<ClaimSourcePart>,
    query: ClaimQuery,
    question: (source: ClaimSource, query: ClaimQuery) => Promise<Answer>,
  ): Promise<Answer> => {
    const start = now();
    const deadline = Math.min(query.deadline, start + timeout);
    try {
      return await within(deadline - start, question(source, { ...query, deadline }));
    } catch (cause) {
      throw new ClaimSourceFailed(name, cause);
    }
  };

  const findPart = async (
    part: Required<ClaimSourcePart>,
    query: ClaimQuery,
  ): Promise<Claims | undefined> => {
    if (part.required) return ask(part, query, findClaims);
    try {
      return (await ask(part, query, findClaims)) ?? {};
    } catch (failure) {
      if (!(failure instanceof ClaimSourceFailed)) throw failure;
      onFailure?.(failure);
      return {};
    }
  };

  const [named] = naming;
  return Object.freeze({
    async findClaims(query: ClaimQuery): Promise<Claims | undefined> {
      return merge(await Promise.all(sources.map((part) => findPart(part, query))));
    },
    ...(named !== undefined && {
      findSubject: (query: ClaimQuery) =>
        ask(named, query, async (source, query) => source.findSubject?.(query)),
    }),
  });
}

async function findClaims(source: ClaimSource, query: ClaimQuery): Promise<Claims | undefined> {
  return checkClaims(await source.findClaims(query));
}

function checkPart(part: ClaimSourcePart, index: number): Required<ClaimSourcePart> {
  const { source, name, required, timeout = DEFAULT_TIMEOUT } = part;
  if (typeof source?.findClaims !== 'function') {
    throw new TypeError(`parts[${index}].source: a claim source is expected`);
  }
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`parts[${index}].name: a name for the operator is expected`);
  }
  if (typeof required !== 'boolean') {
    throw new TypeError(`parts[${index}].required: true or false is expected`);
  }
  if (!(timeout > 0 && timeout <= LONGEST_TIME_LIMIT)) {
    throw new TypeError(
      `parts[${index}].timeout: a positive number of milliseconds up to ${LONGEST_TIME_LIMIT} is expected`,
    );
  }
  return Object.freeze({ source, name, required, timeout });
}

/** `undefined` where one of the required sources has said so. */
function merge(found: readonly (Claims | undefined)[]): Claims | undefined {
  const merged: Record<string, JsonValue> = emptyClaims();
  const taken = new Set<string>();
  for (const claims of found) {
    if (claims === undefined) return undefined;
    const stated = Object.entries(claims).filter(
      ([name, value]) =>
        isPresent(value) && !Object.hasOwn(merged, name) && !taken.has(TOGETHER.get(name) ?? ''),
    );
    for (const [name, value] of stated) {
      if (isPresent(value)) merged[name] = value;
      const group = TOGETHER.get(name);
      if (group !== undefined) taken.add(group);
    }
  }
  return merged;
}
