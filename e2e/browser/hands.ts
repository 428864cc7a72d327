import type { Locator } from 'playwright-core';

/** How somebody handles a page. */
export interface Hands {
  /** Types into a field, in place of what it holds. */
  type(field: Locator, text: string): Promise<void>;
  /** Presses a button, or follows a link. */
  press(target: Locator): Promise<void>;
  /** Changes a box. */
  toggle(box: Locator): Promise<void>;
}

export const MOUSE: Hands = {
  type: (field, text) => field.fill(text),
  press: (target) => target.click(),
  toggle: (box) => box.click(),
};
