/** Whether the things that the server needs answer; nothing about why, because anyone may ask. */
export interface Readiness {
  readonly authlete: 'ok' | 'unavailable';
  readonly database: 'ok' | 'unavailable';
}

/** How long an answer is reused, in milliseconds: anyone may ask, and must not be able to make us ask Authlete as often. */
const REUSE = 1000;

/** Asks the parts, at most once in a second however often it is called. */
export function createReadinessCheck(
  checks: { readonly authlete: () => Promise<boolean>; readonly database: () => Promise<boolean> },
  now: () => number = Date.now,
): () => Promise<Readiness> {
  let current: Promise<Readiness> | undefined;
  let askedAt = 0;
  return () => {
    if (current === undefined || now() - askedAt >= REUSE) {
      askedAt = now();
      current = ask(checks);
    }
    return current;
  };
}

async function ask(checks: Parameters<typeof createReadinessCheck>[0]): Promise<Readiness> {
  const [authlete, database] = await Promise.all([checks.authlete(), checks.database()]);
  return { authlete: authlete ? 'ok' : 'unavailable', database: database ? 'ok' : 'unavailable' };
}
