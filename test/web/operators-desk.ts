import type { Page } from 'playwright-core';
import type { RunningHub } from '../running-hub.ts';

// What takes hours to come about: a system that is left alone, and changes that have come late.
const trouble = [
  `update system_way set failures = 6, openings = 1, opened_at = clock_timestamp(), last_error = 'connection refused',
          probe_at = clock_timestamp() + interval '1 hour' where system = 'certinia' and direction = 'out'`,
  `insert into stream_lateness (system, stream, day, seconds, rows)
   values ('salesforce', 'contract', current_date, 40, 100)`,
];
const noTrouble = [
  `update system_way set failures = 0, openings = 0, opened_at = null, last_error = null, probe_at = null
    where system = 'certinia' and direction = 'out'`,
  `delete from stream_lateness l where l.system = 'salesforce' and l.stream = 'contract'`,
];

/** What a persona is offered to do with systems and streams. */
export async function offered(page: Page): Promise<string[]> {
  await page.getByRole('row', { name: 'salesforce / contract' }).waitFor();
  const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
  return [...new Set(buttons)].toSorted();
}

/** Reads a stream and compares it with its source at once. What is answered is what the comparison has found. */
export async function runNow(page: Page, system: string, stream: string): Promise<string[]> {
  const row = page.getByRole('row', { name: `${system} / ${stream}` });
  await row.getByRole('button', { name: 'Poll now' }).click();
  await page.getByText(`${system}/${stream} is being read.`).waitFor();
  await row.getByRole('button', { name: 'Compare now' }).click();
  await row.getByText('The same').waitFor();
  return row.getByText(/^\d+ records?, /).allInnerTexts();
}

/** Lets a system stand as one that does not answer, and a stream as one whose changes come late. */
export async function tellOfTrouble({ db }: RunningHub): Promise<void> {
  for (const statement of trouble) await db.hub.query(statement);
}

/** Takes that back. */
export async function endTrouble({ db }: RunningHub): Promise<void> {
  for (const statement of noTrouble) await db.hub.query(statement);
}

/** How each way of a system stands, as far as the page shows it. */
function statesOf(page: Page, system: string): Promise<string[]> {
  const ways = page.getByRole('list', { name: `Ways of ${system}` }).getByRole('listitem');
  return ways.getByText(/^(Running|Paused|Draining|Drained|Frozen)$/).allInnerTexts();
}

/** Asks something of a system, with the keyboard alone, and waits until the focus is back at the system. */
async function ask(
  page: Page,
  verb: 'Pause' | 'Drain' | 'Resume',
  system: string,
  { way = '', ends, why }: { way?: string; ends?: string; why: string },
): Promise<void> {
  await page.getByRole('button', { name: `${verb}: ${system}` }).press('Enter');
  await page.getByLabel('Which way').selectOption(way);
  if (ends !== undefined) await page.getByLabel('It goes on').selectOption(ends);
  await page.getByLabel('Why').fill(why);
  await page.getByLabel('Why').press('Enter');
  await page
    .getByRole('region', { name: `Actions on ${system}` })
    .and(page.locator(':focus'))
    .waitFor();
}

/**
 * Pauses what is sent to a system, drains both of its ways, and lets them go on. What is answered is how they stood after
 * each; who halted it, why and until when have been shown meanwhile.
 */
export async function haltByTurns(page: Page, system: string): Promise<string[][]> {
  const stood: string[][] = [];
  await ask(page, 'Pause', system, { way: 'OUT', why: 'the ERP closes its month' });
  await page.getByText(/by integration: the ERP closes its month\. Until somebody resumes it\./).waitFor();
  stood.push(await statesOf(page, system));
  await ask(page, 'Drain', system, { ends: 'in an hour', why: 'an upgrade' });
  await page
    .getByText(/by integration: an upgrade\. Goes on by itself at/)
    .nth(1)
    .waitFor();
  await page
    .getByRole('list', { name: `Ways of ${system}` })
    .getByText('Drained')
    .nth(1)
    .waitFor();
  stood.push(await statesOf(page, system));
  await ask(page, 'Resume', system, { why: 'both are over' });
  // Whatever runs need not be resumed.
  await page.getByRole('button', { name: `Resume: ${system}` }).waitFor({ state: 'detached' });
  stood.push(await statesOf(page, system));
  return stood;
}
