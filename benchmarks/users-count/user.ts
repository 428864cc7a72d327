import type { ImportedUser, ImportRow } from 'resource-server';

/** What each client is told of a user. */
export const CLAIM_NAMES = [
  'name',
  'given_name',
  'family_name',
  'email',
  'email_verified',
  'address',
] as const;

/** User number 1 and on; the subjects are spread over the index as random ones are. */
export function makeUser(number: number): ImportedUser & { readonly subject: string } {
  return {
    subject: subjectOf(number),
    username: `user${number}`,
    claims: {
      name: `User ${number}`,
      given_name: 'User',
      family_name: String(number),
      email: `user${number}@example.com`,
      email_verified: number % 2 === 0,
      address: { locality: 'London', country: 'United Kingdom' },
    },
  };
}

export async function* makeUsers(count: number): AsyncGenerator<ImportRow> {
  for (let number = 1; number <= count; number += 1) yield { position: `${number}`, user: makeUser(number) };
}

/** A bijection of the numbers below 2^31, so that neighbours are far apart. */
function subjectOf(number: number): string {
  return ((number * 1_103_515_245) % 2_147_483_647).toString(16).padStart(8, '0');
}
