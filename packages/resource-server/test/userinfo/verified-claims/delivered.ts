import { selectVerifiedClaims } from '../../../src/userinfo/verified-claims/verified-claims-selection.ts';

/** After all examples, and before the driving permit of one of them expires: 2024-01-01T00:00Z. */
export const NOW: number = Date.UTC(2024, 0, 1);

/** What a client would read, for each requested element. */
export function delivered(requested: unknown, stored: unknown, now: number = NOW): unknown[][] {
  const selection = selectVerifiedClaims({ requested, stored, now });
  return JSON.parse(
    JSON.stringify(selection.map((element) => element.map(({ verifiedClaims }) => verifiedClaims))),
  ) as unknown[][];
}

/** The one answer to a request of one element; `undefined` where there is none. */
export function deliveredOne(requested: unknown, stored: unknown, now: number = NOW): unknown {
  const [answers = []] = delivered(requested, stored, now);
  if (answers.length > 1) throw new Error('more than one document was selected');
  return answers[0];
}
