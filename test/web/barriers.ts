import type { Page } from 'playwright-core';
import { type Violation, violationsOf } from './chromium.ts';

/** What keeps somebody from reading or working a page. */
export interface Barriers {
  light: Violation[];
  /** In the dark only colours differ. */
  dark: Violation[];
  /** The widths of screens for which it is too wide. */
  wide: number[];
}

async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
}

/** Whether a page is wider than the screen that it is read on. */
async function overflows(page: Page, width: number): Promise<boolean> {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate('document.documentElement.scrollWidth > innerWidth');
}

/** Looks for what is wrong with a page for whoever does not see or hold it as its makers do. */
export async function barriersOn(page: Page): Promise<Barriers> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('[aria-label^=Loading]').waitFor({ state: 'detached' });
  const light = await violationsOf(page);
  await inScheme(page, 'dark');
  const dark = await violationsOf(page, ['color-contrast']);
  await inScheme(page, 'light');
  const wide: number[] = [];
  for (const width of [1024, 390]) if (await overflows(page, width)) wide.push(width);
  await page.setViewportSize({ width: 1440, height: 900 });
  return { light, dark, wide };
}
