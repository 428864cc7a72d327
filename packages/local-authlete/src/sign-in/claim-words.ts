const CLAIMS: Readonly<Record<string, string>> = {
  name: 'Your full name',
  family_name: 'Your family name',
  given_name: 'Your given name',
  middle_name: 'Your middle name',
  nickname: 'Your nickname',
  preferred_username: 'The username you prefer',
  profile: 'The address of your profile page',
  picture: 'Your picture',
  website: 'Your website',
  gender: 'Your gender',
  birthdate: 'Your birthday',
  zoneinfo: 'Your time zone',
  locale: 'Your language',
  updated_at: 'When your data last changed',
  email: 'Your email address',
  email_verified: 'Whether your email address was verified',
  address: 'Your postal address',
  phone_number: 'Your phone number',
  phone_number_verified: 'Whether your phone number was verified',
  verified_claims: 'Data about you that somebody has verified',
};

/** What a claim says, in plain words; a language tag (`family_name#ja`) is named, an unknown claim by its own name. */
export function wordsOfClaim(claim: string): string {
  const [name = '', tag] = claim.split('#', 2);
  const words = Object.hasOwn(CLAIMS, name) ? CLAIMS[name] : undefined;
  if (words === undefined) {
    return `“${claim}”`;
  }
  return tag ? `${words} (${tag})` : words;
}
