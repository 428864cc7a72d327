import { element } from './element.ts';

/** A text that can be copied. */
export function copyable(text: string, what: string): HTMLElement {
  const shown = element('pre', {}, element('code', {}, text));
  const said = element('span', { class: 'quiet', role: 'status' });
  const button = element(
    'button',
    { type: 'button', class: 'small', label: `Copy ${what}`, click: () => void copy(text, shown, said) },
    'Copy',
  );
  return element('div', { class: 'copyable' }, shown, button, said);
}

async function copy(text: string, shown: HTMLElement, said: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = 'Copied.';
  } catch {
    // The browser does not let a page write there: the person can.
    getSelection()?.selectAllChildren(shown);
    said.textContent = 'Selected: press Ctrl+C to copy.';
  }
}
