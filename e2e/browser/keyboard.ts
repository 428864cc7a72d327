import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Hands } from './hands.ts';

/** More stops than a page has. */
const MOST_STOPS = 100;

// Of what browsers have, only what is used here.
interface FocusedElement {
  readonly tagName: string;
  readonly outerHTML: string;
  matches(selector: string): boolean;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
}
declare const document: { readonly activeElement: FocusedElement | null };
declare const innerHeight: number;
declare const getComputedStyle: (element: FocusedElement) => {
  readonly outlineStyle: string;
  readonly outlineWidth: string;
};

/** Somebody without a mouse: Tab, Enter, Space and letters. At every stop the focus must be seen (WCAG 2.2, 2.4.7 and 2.4.11). */
export class Keyboard implements Hands {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses Tab until the focus is there. It may be there already. */
  async moveTo(target: Locator): Promise<void> {
    await target.waitFor();
    // Before the stylesheet is there, the focus looks different.
    await this.#page.waitForLoadState();
    for (let stops = 0; !(await target.evaluate(isFocused)); stops += 1) {
      assert.ok(stops < MOST_STOPS, `Tab does not lead to ${String(target)}`);
      await this.#page.keyboard.press('Tab');
      await this.#assertFocusIsSeen();
    }
    await this.#assertFocusIsSeen();
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.moveTo(field);
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.type(text);
  }

  async press(target: Locator): Promise<void> {
    await this.moveTo(target);
    await this.#page.keyboard.press('Enter');
  }

  async toggle(box: Locator): Promise<void> {
    await this.moveTo(box);
    await this.#page.keyboard.press('Space');
  }

  async #assertFocusIsSeen(): Promise<void> {
    const problem = await this.#page.evaluate(whyFocusIsHidden);
    assert.equal(problem, undefined, 'where the focus is must be seen');
  }
}

/** Runs in the page. */
function isFocused(element: unknown): boolean {
  return document.activeElement === element;
}

/** Runs in the page. */
function whyFocusIsHidden(): string | undefined {
  const focused = document.activeElement;
  // Between the last element and the first one the focus is at the browser itself.
  if (!focused || focused.tagName === 'BODY') return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const { top, bottom } = focused.getBoundingClientRect();
  const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  if (isOutlined && focused.matches(':focus-visible') && bottom > 0 && top < innerHeight) return undefined;
  return focused.outerHTML.slice(0, 200);
}
