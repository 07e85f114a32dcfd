import type { Page } from 'playwright-core';
import type { RunningHub } from '../running-hub.ts';

/** A page's live connection, in somebody else's hands. */
export interface CuttableSocket {
  /** Breaks it, and every try to make a new one. */
  cut(): void;
  /** Lets the page connect again, and tells it that it may. */
  mend(): Promise<unknown>;
}

/** Puts itself between a page and its live connection. To be called before the page is opened. */
export async function cuttableSocket(page: Page): Promise<CuttableSocket> {
  let isCut = false;
  let close = () => {};
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    close = () => void socket.close({ code: 1013 });
    if (isCut) close();
    else socket.connectToServer();
  });
  return {
    cut() {
      isCut = true;
      close();
    },
    mend() {
      isCut = false;
      return page.evaluate(`dispatchEvent(new Event('online'))`);
    },
  };
}

/** What the activity beside the blocked invoices says, the newest first. */
export function activityOf(page: Page): Promise<(string | null)[]> {
  return page
    .getByRole('complementary', { name: 'Activity' })
    .locator('li p:last-child')
    .evaluateAll((all) => all.map((each) => each.textContent));
}

/** What of blocked invoices finance is told in sums. Waits until the open exceptions come to as many as there are. */
export async function agreedBlockedTotals(running: RunningHub): Promise<object[]> {
  const query = `{ blockedTotals { currency count amount { formatted } total { formatted } } exceptionTotals { count }
    exceptions(filter: { open: { eq: true } }) { totalCount } }`;
  // One may open or clear between the two counts.
  return running.until(async () => {
    const totals = await running.ask<{
      blockedTotals: object[];
      exceptionTotals: { count: number }[];
      exceptions: { totalCount: number };
    }>('finance', query);
    const count = totals.exceptionTotals.reduce((sum, each) => sum + each.count, 0);
    return count === totals.exceptions.totalCount && totals.blockedTotals;
  }, 'the open exceptions to come to as many as there are');
}

/** An alert, as far as the activity shows it. */
export interface Told {
  type: string;
  sentence: string;
}

/** Listens as another subscriber, who is never cut off. */
export async function listen(running: RunningHub): Promise<{ told: Told[]; stop(): Promise<void> }> {
  const told: Told[] = [];
  const client = await running.socket('finance');
  const query = 'subscription { alertEvents { events { type sentence } } }';
  const batches = client.iterate<{ alertEvents: { events: Told[] } }>({ query });
  // The first batch says that the subscription listens.
  await batches.next();
  const listening = (async () => {
    for await (const { data } of batches) told.push(...(data?.alertEvents.events ?? []));
  })().catch(() => {
    // The socket is closed at the end.
  });
  return {
    told,
    async stop() {
      await client.dispose();
      await listening;
    },
  };
}

/** Of one row of the side-by-side: each system's value, and whether it owns it or disagrees. */
export async function sidesOf(page: Page, table: string, attribute: string): Promise<string[]> {
  const row = page.getByRole('table', { name: table }).getByRole('row', { name: attribute });
  await row.waitFor();
  return row
    .getByRole('cell')
    .evaluateAll((all) =>
      all.map((cell) =>
        [
          cell.querySelector('[class*=value]')?.textContent,
          cell.querySelector('[aria-label]')?.getAttribute('aria-label'),
        ]
          .filter(Boolean)
          .join(' '),
      ),
    );
}
