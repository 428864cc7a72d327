/** What an element can be given: attributes that are `undefined` are left out. */
export interface ElementOptions {
  readonly class?: string | undefined;
  readonly type?: 'button';
  readonly role?: 'status' | 'timer';
  readonly label?: string;
  readonly click?: () => void;
}

/** Makes an element. Strings become text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const { label, click, ...attributes } = options;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  if (label !== undefined) made.setAttribute('aria-label', label);
  if (click !== undefined) made.addEventListener('click', click);
  made.append(...children);
  return made;
}
