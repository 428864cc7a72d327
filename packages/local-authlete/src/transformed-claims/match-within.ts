import { runInNewContext } from 'node:vm';

/** How long a match may take, in milliseconds; long enough for a machine that has much else to do. */
const TIME_LIMIT = 200;

/**
 * Whether a regular expression, which a client chose, matches anywhere in a text.
 *
 * @returns Nothing when the time limit is reached: the expression may be made to exhaust whoever evaluates it.
 */
export function matchWithin(text: string, expression: string): boolean | undefined {
  try {
    return Boolean(
      runInNewContext(
        'new RegExp(expression, "u").test(text)',
        { text, expression },
        { timeout: TIME_LIMIT },
      ),
    );
  } catch {
    return undefined;
  }
}
