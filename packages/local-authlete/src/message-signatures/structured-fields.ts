/**
 * A bare item (RFC 8941 section 3.3): a string, an integer, a boolean, octets, or a token. Decimals are not read, because
 * no parameter of a message signature has one.
 */
export type BareItem = string | number | boolean | Uint8Array | { readonly token: string };

export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

export type Dictionary = ReadonlyMap<string, Item | InnerList>;

/**
 * Reads a dictionary (RFC 8941 section 4.2.2).
 *
 * @throws {SyntaxError} It is none.
 */
export function parseDictionary(text: string): Dictionary {
  const reader = new Reader(text);
  const members = new Map<string, Item | InnerList>();
  while (!reader.atEnd) {
    const key = reader.key();
    members.set(key, reader.next('=') ? reader.member() : { value: true, parameters: reader.parameters() });
    const comma = reader.take(/[ \t]*,[ \t]*/y) !== undefined;
    if (comma === reader.atEnd) {
      throw new SyntaxError('a comma between members is missing or superfluous');
    }
  }
  return members;
}

/** Writes an inner list (RFC 8941 section 4.1.1.1), such as the value of `@signature-params`. */
export function serialiseInnerList({ items, parameters }: InnerList): string {
  return `(${items.map(serialiseItem).join(' ')})${serialiseParameters(parameters)}`;
}

/** Writes an item (RFC 8941 section 4.1.3), such as the identifier of a component. */
export function serialiseItem({ value, parameters }: Item): string {
  return `${serialiseBareItem(value)}${serialiseParameters(parameters)}`;
}

function serialiseParameters(parameters: Parameters): string {
  return [...parameters]
    .map(([key, value]) => (value === true ? `;${key}` : `;${key}=${serialiseBareItem(value)}`))
    .join('');
}

function serialiseBareItem(value: BareItem): string {
  if (typeof value === 'string') {
    return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  }
  if (typeof value === 'number') {
    return String(value);
  }
  if (typeof value === 'boolean') {
    return value ? '?1' : '?0';
  }
  return value instanceof Uint8Array ? `:${Buffer.from(value).toString('base64')}:` : value.token;
}

/** Reads a text from left to right. */
class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text.replaceAll(/^ +| +$/g, '');
  }

  get atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  /** Reads what a sticky pattern matches here, if it does. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  next(character: string): boolean {
    const is = this.#text[this.#position] === character;
    this.#position += is ? 1 : 0;
    return is;
  }

  key(): string {
    return this.take(/[a-z*][a-z0-9_.*-]*/y) ?? this.#fail('a key');
  }

  member(): Item | InnerList {
    return this.next('(') ? this.#innerList() : this.#item();
  }

  parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.next(';')) {
      this.take(/ */y);
      const key = this.key();
      parameters.set(key, this.next('=') ? this.#bareItem() : true);
    }
    return parameters;
  }

  #innerList(): InnerList {
    const items: Item[] = [];
    for (;;) {
      const spaces = this.take(/ */y);
      if (this.next(')')) {
        return { items, parameters: this.parameters() };
      }
      if (items.length > 0 && spaces === '') {
        this.#fail('a space between items');
      }
      items.push(this.#item());
    }
  }

  #item(): Item {
    return { value: this.#bareItem(), parameters: this.parameters() };
  }

  #bareItem(): BareItem {
    const string = this.take(/"(?:[ !#-[\]-~]|\\["\\])*"/y);
    if (string !== undefined) {
      return string.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    }
    const octets = this.take(/:[A-Za-z0-9+/=]*:/y);
    if (octets !== undefined) {
      return Buffer.from(octets.slice(1, -1), 'base64');
    }
    const boolean = this.take(/\?[01]/y);
    if (boolean !== undefined) {
      return boolean === '?1';
    }
    const integer = this.take(/-?\d{1,15}(?![\d.])/y);
    if (integer !== undefined) {
      return Number(integer);
    }
    const token = this.take(/[A-Za-z*][\w:/!#$%&'*+.^`|~-]*/y);
    return token === undefined ? this.#fail('a value') : { token };
  }

  #fail(expected: string): never {
    throw new SyntaxError(`${expected} is expected at ${this.#position}`);
  }
}
