/** What a standard claim holds; `checkClaim` knows what each kind admits. */
export type ClaimKind = 'text' | 'url' | 'email' | 'birthdate' | 'boolean' | 'seconds' | 'address';

export interface StandardClaim {
  readonly kind: ClaimKind;
  /** For the help of the command line. */
  readonly description: string;
}

/** The standard claims of OpenID Connect Core 1.0, section 5.1, in its order, without `sub`. */
export const STANDARD_CLAIMS: Readonly<Record<string, StandardClaim>> = {
  name: { kind: 'text', description: 'full name, as displayed' },
  given_name: { kind: 'text', description: 'given or first name' },
  family_name: { kind: 'text', description: 'surname or last name' },
  middle_name: { kind: 'text', description: 'middle name' },
  nickname: { kind: 'text', description: 'casual name' },
  preferred_username: { kind: 'text', description: 'shorthand name to be known by' },
  profile: { kind: 'url', description: 'address of the profile page' },
  picture: { kind: 'url', description: 'address of a picture of the user' },
  website: { kind: 'url', description: 'address of the web page or blog' },
  email: { kind: 'email', description: 'e-mail address' },
  email_verified: { kind: 'boolean', description: 'the e-mail address was verified' },
  gender: { kind: 'text', description: 'such as female or male' },
  birthdate: { kind: 'birthdate', description: 'YYYY-MM-DD, YYYY, or 0000-MM-DD without the year' },
  zoneinfo: { kind: 'text', description: 'time zone, such as Europe/Paris' },
  locale: { kind: 'text', description: 'language tag, such as en-US' },
  phone_number: { kind: 'text', description: 'telephone number, such as "+1 (425) 555-1212"' },
  phone_number_verified: { kind: 'boolean', description: 'the telephone number was verified' },
  address: { kind: 'address', description: 'postal address' },
  updated_at: { kind: 'seconds', description: 'seconds since 1970, instead of the time of the last change' },
};

/** The members of the `address` claim and what they hold (OpenID Connect Core 1.0, section 5.1.1). */
export const ADDRESS_MEMBERS: Readonly<Record<string, string>> = {
  formatted: 'whole address, as on a label',
  street_address: 'street, house number, post office box',
  locality: 'city or locality',
  region: 'state, province or region',
  postal_code: 'postal code',
  country: 'country name',
};

/**
 * Finds what a claim must hold by its name, whatever the language tag (`family_name#ja`; section 5.2).
 *
 * @returns `undefined` for a custom claim, which may hold anything
 */
export function findStandardClaim(name: string): StandardClaim | undefined {
  const untagged = name.split('#', 1)[0] ?? name;
  return Object.hasOwn(STANDARD_CLAIMS, untagged) ? STANDARD_CLAIMS[untagged] : undefined;
}

/** A member of the address of a user, as `address.locality` or, with a language tag, `address#de.locality`. */
export interface AddressMember {
  /** `address`, or `address#de`. */
  readonly claim: string;
  readonly member: string;
}

/** @returns `undefined` for the name of a claim; a dot in it separates nothing (`https://example.com/level`) */
export function readAddressMember(text: string): AddressMember | undefined {
  const [, claim, member] = /^(address(?:#[A-Za-z0-9-]+)?)\.(.+)$/.exec(text) ?? [];
  if (claim === undefined || member === undefined) return undefined;
  return Object.hasOwn(ADDRESS_MEMBERS, member) ? { claim, member } : undefined;
}
