import { foldLanguageTag, untagged } from './language-tag.ts';

/**
 * Whether the names of claims that the user has consented to decide what is released: `'honour'` where the authority tells them,
 * `'ignore'` never.
 */
export type ConsentMode = 'honour' | 'ignore';

/** Whether the user has consented to the release of a claim. */
export type Consent = (name: string) => boolean;

/**
 * The consent that these names express. Consent to a claim is consent to it in every language, and consent to it in one language
 * is none to others or to the untagged claim (OpenID Connect Core 1.0, section 5.2).
 *
 * @param consented `undefined` where nobody says what the user has consented to: then all that was requested
 */
export function createConsent(consented: readonly string[] | undefined): Consent {
  if (consented === undefined) return () => true;
  const names = new Set(consented.map(foldLanguageTag));
  return (name) => names.has(untagged(name)) || names.has(foldLanguageTag(name));
}
