import type { Page } from 'playwright-core';

/** The figures that a table of the flow shows in one of its lines. */
export function figuresOf(page: Page, table: string, line: string): Promise<string[]> {
  return page
    .getByRole('table', { name: table })
    .getByRole('row', { name: line })
    .locator('[data-numeric]')
    .allInnerTexts();
}

const figuresOfSize = [
  ...['8,170,709,480.50', '831,797,734.64', '7,338,888,345.86', '22,098,279.46', '7,136,704,066.40'],
  ...['411,158,750.71', '5,079,324.32', '6,725,561,696.37', '13,695.00'],
];

interface Row {
  querySelectorAll(selector: string): Iterable<{ textContent: string }>;
}

/** Writes figures of ten digits into every line of a table of the page, and says whether its place is too narrow for them. */
export async function cutsOffFiguresOfSize(page: Page, table: string): Promise<boolean> {
  const region = page.getByRole('region', { name: table });
  await region.getByRole('link').first().waitFor();
  await region.locator('tbody tr').evaluateAll((rows: readonly Row[], figures) => {
    for (const row of rows)
      for (const [place, figure] of [...row.querySelectorAll('[data-numeric] a')].entries())
        figure.textContent = figures[place] ?? '';
  }, figuresOfSize);
  return region.evaluate(
    (shown: { scrollWidth: number; clientWidth: number }) => shown.scrollWidth > shown.clientWidth,
  );
}
