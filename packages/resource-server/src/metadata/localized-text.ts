import type { JsonValue } from '../json-value.ts';

/**
 * Text, or a URL, for people (RFC 9728, section 2.1): one for everybody, or one without a language and others by language
 * tag (BCP 47).
 *
 * @example
 * ```ts
 * const name: LocalizedText = { default: 'Orders', translations: { fr: 'Commandes', 'de-CH': 'Bestellungen' } };
 * ```
 */
export type LocalizedText =
  | string
  | { readonly default: string; readonly translations: Readonly<Record<string, string>> };

/** The shape of a language tag (RFC 5646, section 2.1); whether its parts are registered is not checked. */
const LANGUAGE_TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

/**
 * The members of a document that express a text: `name` and `name#fr`.
 *
 * @param check refuses a value with a TypeError that begins with the option's name
 * @throws TypeError when a tag or a value is not one
 */
export function localizedMembers(
  option: string,
  member: string,
  text: LocalizedText | undefined,
  check: (option: string, value: string) => void,
): Readonly<Record<string, JsonValue>> {
  if (text === undefined) return {};
  const [plain, translations] = typeof text === 'string' ? [text, {}] : [text.default, text.translations];
  check(option, plain);
  const members: Record<string, JsonValue> = { [member]: plain };
  for (const [tag, translation] of Object.entries(translations)) {
    if (!LANGUAGE_TAG.test(tag)) {
      throw new TypeError(`${option}: ${JSON.stringify(tag)} is not a language tag (RFC 5646)`);
    }
    check(`${option}#${tag}`, translation);
    members[`${member}#${tag}`] = translation;
  }
  return members;
}
