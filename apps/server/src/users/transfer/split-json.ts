import { ImportFileError } from './import-file-error.ts';

/** In characters. */
const MAXIMUM_LENGTH = 1_048_576;

export interface JsonText {
  /** The line that it begins in. */
  readonly line: number;
  /** One JSON value, if it is JSON at all. */
  readonly text: string;
}

/**
 * Cuts a JSON array into its elements, or JSON Lines into its lines, without parsing them, so that a file may be
 * larger than the memory and each value has its line. Which of both it is, the first character says.
 *
 * @throws ImportFileError when there is no end, or something behind it, or a value of more than a million characters
 */
export async function* splitJson(chunks: AsyncIterable<string>): AsyncGenerator<JsonText> {
  let splitter: ArraySplitter | LineSplitter | undefined;
  let line = 1;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (splitter === undefined) {
      rest = chunk.trimStart();
      line += countLines(chunk.slice(0, chunk.length - rest.length));
      if (rest === '') continue;
      splitter = rest.startsWith('[') ? new ArraySplitter(line) : new LineSplitter(line);
      if (rest.startsWith('[')) rest = rest.slice(1);
    }
    yield* splitter.push(rest);
  }
  if (splitter !== undefined) yield* splitter.end();
}

class LineSplitter {
  #line: number;
  #rest = '';

  constructor(line: number) {
    this.#line = line;
  }

  *push(chunk: string): Generator<JsonText> {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const text of lines) {
      if (text.trim() !== '') yield limited({ line: this.#line, text });
      this.#line += 1;
    }
    limited({ line: this.#line, text: this.#rest });
  }

  end(): Iterable<JsonText> {
    return this.push('\n');
  }
}

class ArraySplitter {
  #line: number;
  #isOver = false;
  #hasElements = false;
  /** How many brackets of the current element are open. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** What is known of the current element, and the line of its first character; 0 before that. */
  #text = '';
  #textLine = 0;

  /** The array's opening bracket has been read. */
  constructor(line: number) {
    this.#line = line;
  }

  *push(chunk: string): Generator<JsonText> {
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const character = chunk.charAt(index);
      if (character === '\n') this.#line += 1;
      if (this.#isInString) {
        this.#readInString(character);
      } else if (this.#isOver) {
        if (character.trim() !== '') throw this.#somethingBehind();
      } else if (this.#depth === 0 && (character === ',' || character === ']')) {
        yield* this.#finish(chunk.slice(start, index), character);
        start = index + 1;
      } else {
        this.#readStructure(character);
      }
    }
    if (this.#isOver) return;
    this.#text += chunk.slice(start);
    limited({ line: this.#textLine, text: this.#text });
  }

  end(): readonly JsonText[] {
    if (!this.#isOver) throw new ImportFileError('The file ends in the middle of the array.');
    return [];
  }

  #readInString(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#isInString = false;
  }

  #readStructure(character: string): void {
    if (this.#textLine === 0 && character.trim() !== '') this.#textLine = this.#line;
    if (character === '"') this.#isInString = true;
    else if (character === '[' || character === '{') this.#depth += 1;
    else if (character === ']' || character === '}') this.#depth -= 1;
  }

  *#finish(rest: string, terminator: string): Generator<JsonText> {
    const text = this.#text + rest;
    this.#isOver = terminator === ']';
    const isEmptyArray = this.#isOver && !this.#hasElements && text.trim() === '';
    if (!isEmptyArray) yield limited({ line: this.#textLine || this.#line, text });
    this.#hasElements = true;
    this.#depth = 0;
    this.#text = '';
    this.#textLine = 0;
  }

  #somethingBehind(): ImportFileError {
    return new ImportFileError(`Line ${this.#line}: something stands behind the end of the array.`);
  }
}

function limited(value: JsonText): JsonText {
  if (value.text.length <= MAXIMUM_LENGTH) return value;
  throw new ImportFileError(`Line ${value.line}: one user takes more than ${MAXIMUM_LENGTH} characters.`);
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
