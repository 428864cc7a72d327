import type { UserStore } from './user-store.ts';

/**
 * Adds the user that the documentation and the first steps talk about, john with the password `john`, where
 * the database was just created and nobody is in it yet. A database that was there before is never touched: a
 * user with a known password must not appear in it.
 *
 * @returns whether the user was added
 */
export async function ensureDevelopmentUser(store: UserStore): Promise<boolean> {
  if (!store.created) return false;
  const { users } = await store.list({ limit: 1 });
  if (users.length > 0) return false;
  await store.add({
    subject: '1',
    username: 'john',
    password: 'john',
    claims: {
      name: 'John Smith',
      given_name: 'John',
      family_name: 'Smith',
      preferred_username: 'john',
      profile: 'https://example.com/john',
      picture: 'https://example.com/john/picture.png',
      email: 'john@example.com',
      email_verified: true,
      birthdate: '1984-04-01',
      zoneinfo: 'Europe/London',
      locale: 'en-GB',
      phone_number: '+44 20 7946 0958',
      phone_number_verified: false,
      address: {
        street_address: '1 Example Street',
        locality: 'London',
        postal_code: 'SW1A 1AA',
        country: 'United Kingdom',
      },
    },
  });
  return true;
}
