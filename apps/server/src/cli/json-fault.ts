/** A place in a text, line and column counted from 1; a column is a UTF-16 code unit, as in most editors. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\n\r]*/y;
/** Every character of a string but the quotation mark, the backslash and what must be escaped. */
const PLAIN = String.raw`[ !#-[\]-\uffff]*`;
const STRING = new RegExp(String.raw`"${PLAIN}(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})${PLAIN})*"`, 'y');
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Deeper ones are taken for a fault: each level takes some of the stack. */
const MAXIMUM_DEPTH = 500;

/**
 * Finds where a text that is not JSON (RFC 8259) ceases to be: of the messages of `JSON.parse` only some say it.
 *
 * @returns `undefined` where it is JSON all through
 */
export function findJsonFault(text: string): TextPosition | undefined {
  const reader = new JsonReader(text);
  if (reader.takeDocument()) return undefined;
  const before = text.slice(0, reader.position).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

class JsonReader {
  /** Where the first thing begins that is not JSON, or the end of the text. */
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  takeDocument(): boolean {
    const isValue = this.#takeValue(1);
    if (isValue) this.#take(SPACE);
    return isValue && this.position === this.#text.length;
  }

  #takeValue(depth: number): boolean {
    this.#take(SPACE);
    if (depth > MAXIMUM_DEPTH) return false;
    if (this.#take(/\{/y)) return this.#takeList(/\}/y, () => this.#takeMember(depth + 1));
    if (this.#take(/\[/y)) return this.#takeList(/\]/y, () => this.#takeValue(depth + 1));
    return this.#take(STRING) || this.#take(NUMBER_OR_WORD);
  }

  #takeMember(depth: number): boolean {
    this.#take(SPACE);
    if (!this.#take(STRING)) return false;
    this.#take(SPACE);
    return this.#take(/:/y) && this.#takeValue(depth);
  }

  #takeList(end: RegExp, takeElement: () => boolean): boolean {
    this.#take(SPACE);
    if (this.#take(end)) return true;
    do {
      if (!takeElement()) return false;
      this.#take(SPACE);
    } while (this.#take(/,/y));
    return this.#take(end);
  }

  #take(token: RegExp): boolean {
    token.lastIndex = this.position;
    if (!token.test(this.#text)) return false;
    this.position = token.lastIndex;
    return true;
  }
}
