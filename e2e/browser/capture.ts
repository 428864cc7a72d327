import path from 'node:path';
import type { Page } from 'playwright-core';
import { type ColorScheme, inColorScheme } from './in-color-scheme.ts';

/** The folder for screenshots, where they are asked for. */
const FOLDER = process.env['SCREENSHOTS'];

const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
} as const;

export interface CaptureOptions {
  /** `desktop` unless told otherwise; a phone's is named `…-phone`. */
  readonly size?: keyof typeof SIZES;
  /** `light` unless told otherwise; the other is named `…-dark`. */
  readonly colorScheme?: ColorScheme;
}

/** Takes a screenshot of what the page shows, with `npm run screenshots`; does nothing otherwise. */
export async function capture(
  page: Page,
  name: string,
  { size = 'desktop', colorScheme = 'light' }: CaptureOptions = {},
): Promise<void> {
  if (FOLDER === undefined) return;
  const file = [name, size === 'phone' && 'phone', colorScheme === 'dark' && 'dark']
    .filter(Boolean)
    .join('-');
  const before = page.viewportSize();
  await page.setViewportSize(SIZES[size]);
  await inColorScheme(page, colorScheme, async () => {
    await page.screenshot({
      path: path.join(FOLDER, `${file}.png`),
      animations: 'disabled',
      caret: 'hide',
    });
  });
  if (before) await page.setViewportSize(before);
  process.stderr.write(`${file}.png\n`);
}
