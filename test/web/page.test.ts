import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { signChangeOrder } from '../../sandbox/amend.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../../sandbox/force/outbound-messages.ts';
import { type RunningHub, runningHub } from '../running-hub.ts';
import { smallFirm } from '../small-firm.ts';
import { complaintsOf, openBrowser, violationsOf } from './chromium.ts';

const firm = smallFirm();
// Its sign-off is not asked for, so that nothing is wrong before the amendment.
const cutover = firm.project.milestones.get(firm.items[2]);
if (cutover !== undefined) cutover['pse__Requires_Customer_Sign_off__c'] = false;
const invoiceNumber = String(firm.draft.record['InvoiceNumber']);
const key = 'demo-key-of-the-tests';

let running: RunningHub;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  [running, browser] = await Promise.all([runningHub(firm.tables, {}, resolve('dist/web')), openBrowser()]);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await running.close();
});
afterEach(() => expect(complaints).toEqual([]));

/** A window of a browser of its own, in which a persona is signed in. */
async function windowOf(persona: string | undefined, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  complaintsOf(page, complaints);
  if (persona !== undefined) await page.goto(`${running.hub.url}/auth/persona/${persona}?key=${key}`);
  return page;
}

const open = (page: Page, path: string) => page.goto(`${running.hub.url}${path}`);

it('shows the ways in, lets a persona of the sandbox in and go on as another, and lets it out again', async () => {
  const page = await windowOf(undefined);
  await open(page, '/');
  await page.getByLabel('A sign-in link').fill(`${running.hub.url}/auth/persona/finance?key=${key}`);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Choose a persona' }).click();
  await page.getByRole('link', { name: 'Group finance' }).click();
  await page.getByRole('button', { name: 'Group finance' }).click();
  await page.getByRole('menuitem', { name: 'Approver DE01' }).click();
  await page.getByRole('button', { name: 'Approver DE01 DE01' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.context().close();
}, 60_000);

it('draws from signed to collected what the API says, to the cent', async () => {
  const page = await windowOf('executive');
  await page.getByRole('list', { name: 'Backlog to cash in EUR' }).waitFor();
  const drawn = await page
    .locator('[data-amount]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-amount')));
  const { backlogToCash } = await running.ask<{ backlogToCash: Record<string, { formatted: string }>[] }>(
    'executive',
    `{ backlogToCash { signed { formatted } backlog { formatted } delivered { formatted } workInProgress { formatted }
       billed { formatted } receivable { formatted } collected { formatted } unexplained { formatted } } }`,
  );
  expect(drawn).toEqual(Object.values(backlogToCash[0] ?? {}).map(({ formatted }) => formatted));
  expect(drawn[0]).toBe('115,000.50 EUR');
  await page.context().close();
}, 60_000);

it('finds its way by the keyboard alone', async () => {
  const page = await windowOf('finance');
  await page.getByRole('heading', { name: 'Backlog to cash' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nordwind');
  await page.waitForURL(/q=nordwind/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(invoiceNumber);
  await page.getByRole('option', { name: invoiceNumber }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Invoice ${invoiceNumber}` }).waitFor();
  await page.context().close();
}, 60_000);

/** The sentences of the activity, newest first. */
const activityOf = (page: Page) =>
  page
    .getByRole('complementary', { name: 'Activity' })
    .locator('li p:last-child')
    .evaluateAll((all) => all.map((each) => each.textContent));

it('plays the amendment live: blocked, held, planned, approved by another, confirmed, released', async () => {
  const desk = await windowOf('finance');
  const sockets = { cut: false, close: () => {} };
  await desk.routeWebSocket(/\/graphql$/, (socket) => {
    if (sockets.cut) {
      void socket.close({ code: 1013 });
      return;
    }
    socket.connectToServer();
    sockets.close = () => void socket.close({ code: 1013 });
  });
  await open(desk, '/blocked');
  await desk.getByText('No invoice is blocked').waitFor();
  await desk.getByText('Live', { exact: true }).waitFor();
  await desk.evaluate(() => Object.assign(globalThis, { opened: 'once' }));
  const told: string[] = [];
  const client = await running.socket('finance');
  const listening = (async () => {
    const query = 'subscription { alertEvents { events { sentence } } }';
    for await (const { data } of client.iterate<{ alertEvents: { events: { sentence: string }[] } }>({ query }))
      told.push(...(data?.alertEvents.events.map(({ sentence }) => sentence) ?? []));
  })().catch(() => {
    // The socket is closed at the end.
  });

  const signed = signChangeOrder(running.world, {
    contractNumber: firm.contract.number,
    drop: [firm.items[2].record.Id],
    add: [{ name: 'Hypercare', amount: 45_000, plannedOn: plusDays(firm.ledger.today, 90) }],
  });
  await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, signed.notices);
  await desk.getByRole('link', { name: invoiceNumber }).waitFor();
  await desk.getByRole('row').filter({ hasText: '30,000.50 EUR is no longer owed' }).waitFor();
  await desk.getByRole('row').getByText('Held in fusion').waitFor();
  await desk.getByRole('link', { name: 'Blocked invoices 1' }).waitFor();
  expect(await violationsOf(desk)).toEqual([]);

  // From here on the desk is cut off, until everything is over.
  sockets.cut = true;
  sockets.close();
  await desk.getByText('Reconnecting').waitFor();

  const work = await windowOf('finance');
  await open(work, '/blocked');
  await work.getByRole('link', { name: invoiceNumber }).click();
  await work.getByRole('dialog').getByText('What it bills beyond the terms in force').waitFor();
  await work.getByRole('button', { name: 'Comment' }).click();
  await work.getByLabel('What there is to say').fill('The customer has called.');
  await work.getByRole('dialog').getByRole('button', { name: 'Comment' }).last().click();
  await work.getByRole('dialog').getByText('The customer has called.', { exact: true }).last().waitFor();
  expect(await violationsOf(work)).toEqual([]);
  await work.getByRole('dialog').getByRole('link', { name: firm.contract.number }).click();
  const amount = work.getByRole('table', { name: 'Milestone Cutover in each system' }).getByRole('row', {
    name: 'Amount',
  });
  await amount.waitFor();
  const cells = await amount
    .getByRole('cell')
    .evaluateAll((all) =>
      all.map(
        (each) =>
          `${each.querySelector('[class*=value]')?.textContent} ${each.querySelector('[aria-label]')?.getAttribute('aria-label')}`,
      ),
    );
  expect(cells).toEqual(['0.00 owns it', '30,000.50 disagrees', '30,000.50 disagrees']);

  await work.getByRole('button', { name: 'Plan the correction' }).click();
  await work.getByRole('button', { name: 'Plan it' }).click();
  await work.waitForURL(/\/corrections\/\w+/);
  await work.getByRole('heading', { name: `Contract ${firm.contract.number}` }).waitFor();
  await work.getByText('somebody else has to approve it').waitFor();
  expect(await work.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await work.getByRole('row', { name: 'Amount 30,000.50 0.00' }).first().waitFor();

  const approver = await windowOf('approver');
  await approver.goto(work.url());
  await approver.getByRole('button', { name: 'Approve', exact: true }).click();
  const progress = approver.getByRole('list', { name: 'Progress' });
  await progress.locator('[aria-current=step]').getByText('Confirmed').waitFor();
  expect(await approver.getByText('Confirmed by read-back').count()).toBe(6);

  await running.until(async () => told.some((sentence) => / is released in fusion/.test(sentence)), 'the release');
  await running.until(async () => told.some((sentence) => /^correction confirmed/.test(sentence)), 'the proof');
  sockets.cut = false;
  await desk.evaluate(`dispatchEvent(new Event('online'))`);
  await desk.getByText('No invoice is blocked').waitFor();
  await desk.getByText('Live', { exact: true }).waitFor();
  await running.until(async () => (await activityOf(desk)).length === Math.min(told.length, 30), 'what was missed');
  expect(await activityOf(desk)).toEqual(told.toReversed().slice(0, 30));
  expect(await desk.evaluate(() => (globalThis as { opened?: string }).opened)).toBe('once');
  client.dispose();
  await listening;
}, 90_000);

async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
}

it('can be read and worked by everybody: axe finds nothing on any page, light or dark', async () => {
  const page = await windowOf('integration', { colorScheme: 'light' });
  const { contracts, invoices, corrections } = await running.ask<Record<string, { nodes: { id: string }[] }>>(
    'finance',
    '{ contracts { nodes { id } } invoices { nodes { id } } corrections { nodes { id } } }',
  );
  const idOf = (list: typeof contracts) => list?.nodes[0]?.id ?? '';
  const places = [
    '/',
    '/?by=month',
    '/exceptions?status=CLOSED',
    '/contracts',
    `/contracts/${idOf(contracts)}`,
    '/invoices',
    `/invoices/${idOf(invoices)}`,
    '/corrections',
    `/corrections/${idOf(corrections)}`,
    '/sources',
    '/nowhere',
  ];
  for (const place of places) {
    await open(page, place);
    await page.locator('main h1, main table, main p').first().waitFor();
    await page.locator('[aria-label^=Loading]').waitFor({ state: 'detached' });
    const light = await violationsOf(page);
    await inScheme(page, 'dark');
    const dark = await violationsOf(page, ['color-contrast']);
    await inScheme(page, 'light');
    expect({ place, light, dark }).toEqual({ place, light: [], dark: [] });
  }
}, 90_000);

it('explains the API where it is served, to whoever is signed in', async () => {
  const stranger = await windowOf(undefined);
  await open(stranger, '/graphiql');
  await stranger.getByRole('heading', { name: 'Sign in' }).waitFor();
  const page = await windowOf('executive');
  await open(page, '/graphiql');
  await page.getByText('WhereMoneyIs').last().waitFor();
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.getByText('"DE01"').waitFor();
}, 60_000);
