import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';
import { inColorScheme } from './in-color-scheme.ts';

/** Of WCAG 2.2 all that a program can judge, levels A and AA, and what has proved good besides. */
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What can be another in the dark, where the rest of the page is the same. */
const COLORS = ['cat.color'];

function runWith(tags: readonly string[]): string {
  return `axe
    .run({ runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations', 'incomplete'] })
    .then(({ violations, incomplete }) =>
      [...violations, ...incomplete].flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, failureSummary }) => [id, help, html, failureSummary].join('\\n')),
      ),
    )`;
}

/** Asserts that axe-core finds no barrier in what the page shows now, in light and in dark. What it cannot decide counts as one. */
export async function checkAccessibility(page: Page): Promise<void> {
  await page.waitForLoadState();
  const session = await page.context().newCDPSession(page);
  try {
    // By the protocol of the browser: a page with a good Content-Security-Policy lets no script in.
    await evaluate(session, `globalThis.axe === undefined && (() => { ${axe.source} })()`);
    for (const [scheme, tags] of [
      ['light', ALL],
      ['dark', COLORS],
    ] as const) {
      await inColorScheme(page, scheme, async () =>
        assert.deepEqual(await evaluate(session, runWith(tags)), [], `barriers (${scheme})`),
      );
    }
  } finally {
    await session.detach();
  }
}

async function evaluate(session: CDPSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  assert.equal(exceptionDetails, undefined);
  return result.value as unknown;
}
