import type { BareItem } from './structured-field.ts';

/** RFC 8941, section 3.1.2. */
const KEY = /[a-z*][a-z0-9_.*-]*/y;
/** RFC 8941, sections 3.3.1 and 3.3.2: up to 15 digits, or up to 12 before the point and 3 after it. */
const NUMBER = /-?(?:\d{1,15}(?![\d.])|\d{1,12}\.\d{1,3}(?![\d.]))/y;
/** RFC 8941, section 3.3.3. */
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
/** RFC 8941, section 3.3.4. */
const TOKEN = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y;
/** RFC 8941, section 3.3.5. */
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
/** RFC 8941, section 3.3.6. */
const BOOLEAN = /\?([01])/y;

const COMMA = /[ \t]*,[ \t]*/y;
const SPACES = / */y;

/** A place in the text of a structured field, and what can be read there (RFC 8941, section 4.2). */
export class StructuredFieldReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#position === this.#text.length;
  }

  take(character: string): boolean {
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  takeComma(): boolean {
    return this.#match(COMMA) !== undefined;
  }

  /** Answers whether there were any. */
  skipSpaces(): boolean {
    return this.#match(SPACES)?.[0] !== '';
  }

  key(): string | undefined {
    return this.#match(KEY)?.[0];
  }

  /** RFC 8941, section 4.2.3.1. */
  bareItem(): BareItem | undefined {
    switch (this.#text[this.#position]) {
      case '"':
        return this.#string();
      case ':':
        return this.#bytes();
      case '?': {
        const digit = this.#match(BOOLEAN)?.[1];
        return digit === undefined ? undefined : { kind: 'boolean', value: digit === '1' };
      }
      default:
        return this.#number() ?? this.#token();
    }
  }

  #string(): BareItem | undefined {
    const value = this.#match(STRING)?.[1];
    return value === undefined ? undefined : { kind: 'string', value: value.replaceAll(/\\(.)/g, '$1') };
  }

  #bytes(): BareItem | undefined {
    const base64 = this.#match(BYTES)?.[1];
    if (base64 === undefined) return undefined;
    const value = Buffer.from(base64, 'base64');
    return value.toString('base64') === base64 ? { kind: 'bytes', value } : undefined;
  }

  #number(): BareItem | undefined {
    const digits = this.#match(NUMBER)?.[0];
    if (digits === undefined) return undefined;
    return { kind: digits.includes('.') ? 'decimal' : 'integer', value: Number(digits) };
  }

  #token(): BareItem | undefined {
    const value = this.#match(TOKEN)?.[0];
    return value === undefined ? undefined : { kind: 'token', value };
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }
}
