import type { User } from '../../users/user.ts';

/** A user as `--json` prints it: times in ISO 8601. */
export function toJsonUser(user: User): Readonly<Record<string, unknown>> {
  const { subject, username, active, hasPassword, claims, createdAt, updatedAt } = user;
  return {
    subject,
    username,
    active,
    hasPassword,
    claims,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

/** A user in rows of a label and a value, for people. */
export function toRows(user: User): readonly (readonly string[])[] {
  const claims = Object.entries(user.claims).map(([name, value]) => [name, toCell(value)]);
  return [
    ['Subject', user.subject],
    ['Username', user.username],
    ['Active', user.active ? 'yes' : 'no'],
    ['Password', user.hasPassword ? 'set' : 'not set'],
    ['Created', new Date(user.createdAt).toISOString()],
    ['Updated', new Date(user.updatedAt).toISOString()],
    ['Claims', claims.length === 0 ? 'none' : ''],
    ...claims.map(([name, value]) => [`  ${name}`, value ?? '']),
  ];
}

/** A claim in one cell of a table; nothing where it is absent. */
export function toCell(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How a remark names a user. */
export function describeUser({ username, subject }: User): string {
  return `${username} (subject ${subject})`;
}
