import { createHash, timingSafeEqual } from 'node:crypto';

import type { Accounts } from './accounts.ts';

/** Who can sign in where nobody says who can: john, with the password john, and the subject 1. */
export const DEVELOPMENT_ACCOUNT = { subject: '1', username: 'john', password: 'john' } as const;

export const developmentAccounts: Accounts = {
  async authenticate(username, password) {
    const { subject, ...expected } = DEVELOPMENT_ACCOUNT;
    const rightPassword = equal(password, expected.password);
    const rightUsername = equal(username.toLowerCase(), expected.username);
    return rightPassword && rightUsername ? { subject, username: expected.username } : undefined;
  },
};

function equal(left: string, right: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
