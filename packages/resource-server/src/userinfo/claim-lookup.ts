import { shortenLanguageTag, splitLanguageTag } from './language-tag.ts';

/** The stored value that answers a requested claim. */
export interface FoundClaim<Value> {
  /** The name that it is stored under. */
  readonly storedName: string;
  /** The name that it is returned under. */
  readonly answeredName: string;
  readonly value: Value;
}

type Read<Value> = (storedName: string) => Value | undefined;

/**
 * Finds which of the stored claims answers a requested one (OpenID Connect Core 1.0, section 5.2). In this order:
 *
 * 1. the language that was asked for, without regard to case
 * 2. a more specific one, as section 5.2 has it: `de-CH` answers `de`; of several the first by the alphabet
 * 3. a less specific one, by the lookup of RFC 4647, section 3.4: `ja-Kana`, then `ja`, answers `ja-Kana-JP`
 * 4. the untagged value
 *
 * The name in the answer tells the truth about the value. The first two are in the language that was asked for and are
 * returned under the name as the client wrote it. The third may be in another script or region and is returned with the
 * shortened tag, the fourth without any: what language it is in, nobody said.
 *
 * @param read the value under a stored name; `undefined` where there is none that can be returned
 */
export function findClaim<Value>(
  requested: string,
  stored: object,
  read: Read<Value>,
): FoundClaim<Value> | undefined {
  const { name, tag } = splitLanguageTag(requested);
  const tagged = tag === '' ? undefined : findTagged(name, tag, stored, read);
  if (tagged !== undefined) return tagged;
  const value = read(name);
  return value === undefined ? undefined : { storedName: name, answeredName: name, value };
}

function findTagged<Value>(
  name: string,
  tag: string,
  stored: object,
  read: Read<Value>,
): FoundClaim<Value> | undefined {
  const languages = findLanguages(name, stored);
  if (languages.size === 0) return undefined;
  const readLanguage = (folded: string, answeredTag: string): FoundClaim<Value> | undefined => {
    const storedName = languages.get(folded);
    const value = storedName === undefined ? undefined : read(storedName);
    if (storedName === undefined || value === undefined) return undefined;
    return { storedName, answeredName: `${name}#${answeredTag}`, value };
  };

  const folded = tag.toLowerCase();
  const narrower = [...languages.keys()].filter((language) => language.startsWith(`${folded}-`)).toSorted();
  for (const language of [folded, ...narrower]) {
    const found = readLanguage(language, tag);
    if (found !== undefined) return found;
  }
  for (let wider = shortenLanguageTag(tag); wider !== ''; wider = shortenLanguageTag(wider)) {
    const found = readLanguage(wider.toLowerCase(), wider);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The stored names of a claim that have a tag, by their tag in lower case. */
function findLanguages(name: string, stored: object): ReadonlyMap<string, string> {
  const prefix = `${name}#`;
  const languages = new Map<string, string>();
  for (const storedName of Object.keys(stored)) {
    if (!storedName.startsWith(prefix)) continue;
    languages.set(storedName.slice(prefix.length).toLowerCase(), storedName);
  }
  return languages;
}
