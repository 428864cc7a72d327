/** What can stand in a {@link html} template. Text is escaped; what is `undefined` or `false` is left out. */
export type HtmlValue = string | number | Html | readonly HtmlValue[] | undefined | false;

/** A piece of HTML in which every text is escaped: only {@link html} and {@link trustHtml} make one. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Writes HTML. A value may stand between tags and between the quotes of an attribute, nowhere else.
 *
 * @example
 * ```ts
 * html`<p class="${name}">${text}</p>`
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((string, index) => string + toText(values[index])).join(''));
}

/** Takes over HTML of somebody who has escaped it. */
export function trustHtml(text: string): Html {
  return new Html(text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function toText(value: HtmlValue): string {
  if (value === undefined || value === false) {
    return '';
  }
  if (value instanceof Html) {
    return value.toString();
  }
  return typeof value === 'object'
    ? value.map(toText).join('')
    : String(value).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
