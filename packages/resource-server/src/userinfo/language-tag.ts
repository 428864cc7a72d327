/** A claim name in its two parts (OpenID Connect Core 1.0, section 5.2); `tag` is empty where there is none. */
export interface TaggedName {
  readonly name: string;
  readonly tag: string;
}

/** Splits at the first `#`: a tag holds none (BCP 47), so that what follows another one is no tag that anything matches. */
export function splitLanguageTag(requested: string): TaggedName {
  const hash = requested.indexOf('#');
  return hash === -1
    ? { name: requested, tag: '' }
    : { name: requested.slice(0, hash), tag: requested.slice(hash + 1) };
}

/** The claim name without its tag. */
export function untagged(requested: string): string {
  const hash = requested.indexOf('#');
  return hash === -1 ? requested : requested.slice(0, hash);
}

/** The claim name with its tag in lower case: tags are compared without regard to case (section 5.2), names are not. */
export function foldLanguageTag(requested: string): string {
  const { name, tag } = splitLanguageTag(requested);
  return tag === '' ? name : `${name}#${tag.toLowerCase()}`;
}

/**
 * The tag without its last subtag, as the lookup of RFC 4647, section 3.4, shortens it: a single letter or digit before it, which
 * introduces an extension, goes with it.
 *
 * @returns the empty string where nothing is left
 */
export function shortenLanguageTag(tag: string): string {
  return tag.replace(/(?:^|-)[^-]*$/, '').replace(/(?:^|-)[^-]$/, '');
}

/** The languages of these names: each tag once, as it was written first, in the order of the names. */
export function languagesOf(names: readonly string[]): readonly string[] {
  const languages = new Map<string, string>();
  for (const name of names) {
    if (!name.includes('#')) continue;
    const { tag } = splitLanguageTag(name);
    const folded = tag.toLowerCase();
    if (tag !== '' && !languages.has(folded)) languages.set(folded, tag);
  }
  return [...languages.values()];
}
