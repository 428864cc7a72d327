import { hash, timingSafeEqual } from 'node:crypto';

/** What a request to the admin listener is worth: `refused` is told why, `limited` that it is one too many. */
export type AdminAuthentication = 'accepted' | 'refused' | 'limited';

/** So many failures in a minute are answered one by one, and logged. */
const MOST_FAILURES = 10;

const MINUTE = 60_000;

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * Checks the credentials of requests to the admin listener. Failures are limited, the right token never is: nobody guesses 32
 * characters, and nobody who tries may keep the operator from revoking.
 *
 * @param tokens of which one must come; they are kept as hashes
 * @param now milliseconds since the epoch
 */
export function createAdminAuthentication(
  tokens: readonly string[],
  now: () => number = Date.now,
): (authorization: string | undefined) => AdminAuthentication {
  const expected = tokens.map(digest);
  let minute = 0;
  let failures = 0;
  return (authorization = '') => {
    const presented = digest(BEARER.exec(authorization)?.[1] ?? '');
    // Each is compared, so that the time tells nothing of which.
    const equal = expected.filter((one) => timingSafeEqual(one, presented));
    if (equal.length > 0) return 'accepted';
    const current = Math.floor(now() / MINUTE);
    failures = current === minute ? failures + 1 : 1;
    minute = current;
    return failures > MOST_FAILURES ? 'limited' : 'refused';
  };
}

/** Of one length, so that the time tells nothing of the length either. */
function digest(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
