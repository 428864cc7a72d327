import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Of a small phone, in CSS pixels. */
const NARROW = 360;

// Of what browsers have, only what is used here.
interface PageElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly parentElement: PageElement | null;
  getBoundingClientRect(): { readonly left: number; readonly right: number; readonly width: number };
}
declare const document: {
  readonly documentElement: PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare const getComputedStyle: (element: PageElement) => { readonly overflowX: string };

/**
 * Asserts that the page can be read at a width of 360 pixels (WCAG 2.2, 1.4.10): it does not scroll to the side, and nothing is
 * cut off. What scrolls by itself, such as a block of code with `overflow: auto`, may be wider inside.
 */
export async function checkNarrow(page: Page): Promise<void> {
  await page.waitForLoadState();
  const size = page.viewportSize();
  await page.setViewportSize({ width: NARROW, height: 740 });
  assert.deepEqual(await page.evaluate(findWide, NARROW), [], `wider than ${NARROW} pixels, or cut off`);
  if (size) await page.setViewportSize(size);
}

/** Runs in the page. */
function findWide(width: number): string[] {
  const found = document.documentElement.scrollWidth > width ? ['the page scrolls to the side'] : [];
  const overflowOf = (element: PageElement): string => getComputedStyle(element).overflowX;
  const isInScroller = (element: PageElement): boolean => {
    const { parentElement } = element;
    if (!parentElement || parentElement.tagName === 'BODY') return false;
    return ['auto', 'scroll'].includes(overflowOf(parentElement)) || isInScroller(parentElement);
  };
  for (const element of document.querySelectorAll('body *')) {
    const { left, right, width: own } = element.getBoundingClientRect();
    // What is not shown, and what is there for screen readers only, is a pixel wide at most.
    if (own <= 1 || isInScroller(element)) continue;
    const isCut =
      ['hidden', 'clip'].includes(overflowOf(element)) && element.scrollWidth > element.clientWidth;
    if (isCut || left < 0 || right > width + 0.5) {
      found.push(`${element.tagName.toLowerCase()}: ${element.textContent.trim().slice(0, 60)}`);
    }
  }
  return found;
}
