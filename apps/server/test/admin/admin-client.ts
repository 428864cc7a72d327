import { type Answer, ask, type RunningParts } from '../running-parts.ts';

export const ADMIN_TOKEN = 'kq3v8Zx0m1B7n6C5s4D3f2G1h0JkLqWe';

/** What switches the admin listener on, on a port of the system's choice. */
export const ADMIN: Readonly<Record<string, string>> = { ADMIN_PORT: '0', ADMIN_TOKEN };

/** Revokes at the admin listener, as an operator does. */
export async function revoke(
  { adminUrl }: Pick<RunningParts, 'adminUrl'>,
  target: unknown,
): Promise<{ readonly status: number; readonly answer: unknown }> {
  const { status, body } = await post(adminUrl, JSON.stringify(target));
  return { status, answer: JSON.parse(body) };
}

/** Sends a body, with the right headers but for those that a test is about; those that are empty are left out. */
export function post(
  adminUrl: string,
  body: string,
  others: { readonly authorization?: string; readonly contentType?: string } = {},
): Promise<Answer> {
  const { authorization = `Bearer ${ADMIN_TOKEN}`, contentType = 'application/json' } = others;
  const headers: string[] = [];
  if (authorization !== '') headers.push('Authorization', authorization);
  if (contentType !== '') headers.push('Content-Type', contentType);
  return ask(adminUrl, '/revocations', { method: 'POST', headers, body });
}

/** The statuses of /api/time and /api/userinfo for a token. */
export async function statusesOf({ url }: RunningParts, token: string): Promise<readonly number[]> {
  const headers = ['Authorization', `Bearer ${token}`];
  const answers = await Promise.all(
    ['/api/time', '/api/userinfo'].map((path) => ask(url, path, { headers })),
  );
  return answers.map(({ status }) => status);
}
