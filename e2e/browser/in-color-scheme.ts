import type { Page } from 'playwright-core';

export type ColorScheme = 'light' | 'dark';

/** Does something with the page as those see it who prefer light or dark, and leaves it as it was. */
export async function inColorScheme(
  page: Page,
  scheme: ColorScheme,
  work: () => Promise<void>,
): Promise<void> {
  const isDark = await page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`);
  await page.emulateMedia({ colorScheme: scheme });
  await work();
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
}
