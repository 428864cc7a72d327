/** A value without parameters (RFC 8941, section 3.3). Dates and display strings, which RFC 9651 added, are not supported. */
export type BareItem =
  | { readonly kind: 'integer' | 'decimal'; readonly value: number }
  | { readonly kind: 'string' | 'token'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Buffer }
  | { readonly kind: 'boolean'; readonly value: boolean };

/** RFC 8941, section 3.1.2, in their order. Of a name that comes twice, the last value counts. */
export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

/** RFC 8941, section 3.1.1. */
export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** What lists and dictionaries hold. */
export type Member = Item | InnerList;

/** RFC 8941, section 3.2. Of a name that comes twice, the last value counts. */
export type Dictionary = ReadonlyMap<string, Member>;

export function isInnerList(member: Member): member is InnerList {
  return 'items' in member;
}
