import { describeFailure } from './failure-words.ts';
import { PageError } from './page-error.ts';
import { UnreachableError } from './unreachable-error.ts';

/** @returns words for a failure; what nobody foresaw is in the console too */
export function reportFailure(error: unknown): string {
  const isForeseen = error instanceof PageError || error instanceof UnreachableError;
  if (!isForeseen) reportError(error);
  return describeFailure(error);
}
