import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { signChangeOrder } from '../../sandbox/amend.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../../sandbox/force/outbound-messages.ts';
import { alertText } from '../../web/src/live/alert-text.ts';
import type { RunningHub } from '../running-hub.ts';
import { smallFirm } from '../small-firm.ts';
import { activityOf, agreedBlockedTotals, cuttableSocket, listen, sidesOf } from './amendment-desk.ts';
import { barriersOn } from './barriers.ts';
import { openPalette, violationsOf } from './chromium.ts';
import { cutsOffFiguresOfSize, figuresOf } from './flow-figures.ts';
import { endTrouble, haltByTurns, offered, runNow, tellOfTrouble } from './operators-desk.ts';
import { startVisits, type Visits } from './visits.ts';

const firm = smallFirm();
// Its sign-off is not asked for, so that nothing is wrong before the amendment.
const cutover = firm.project.milestones.get(firm.items[2]);
if (cutover !== undefined) cutover['pse__Requires_Customer_Sign_off__c'] = false;
const invoiceNumber = String(firm.draft.record['InvoiceNumber']);

let visits: Visits;
let running: RunningHub;
beforeAll(async () => {
  visits = await startVisits(firm.tables);
  running = visits.running;
});
afterAll(() => visits.close());
afterEach(() => expect(visits.complaints).toEqual([]));

it('shows the ways in, lets a persona of the sandbox in and go on as another, and lets it out again', async () => {
  const page = await visits.windowOf(undefined);
  await visits.open(page, '/');
  await page.getByLabel('A sign-in link').fill(`${running.hub.url}/auth/persona/finance?key=${visits.key}`);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Choose a persona' }).click();
  await page.getByRole('link', { name: 'Group finance' }).click();
  await page.getByRole('button', { name: 'Group finance' }).click();
  await page.getByRole('menuitem', { name: 'Approver DE01' }).click();
  await page.getByRole('button', { name: 'Approver DE01 DE01' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.context().close();
});

it('draws from signed to collected what the API says, to the cent', async () => {
  const page = await visits.windowOf('executive');
  await page.getByRole('list', { name: 'Backlog to cash in EUR' }).waitFor();
  const drawn = await page
    .locator('[data-amount]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-amount')));
  const { backlogToCash } = await running.ask<{ backlogToCash: Record<string, { formatted: string }>[] }>(
    'executive',
    `{ backlogToCash { signed { formatted } backlog { formatted } delivered { formatted } workInProgress { formatted }
       billed { formatted } receivable { formatted } writtenOff { formatted } collected { formatted }
       unexplained { formatted } } }`,
  );
  expect(drawn).toEqual(Object.values(backlogToCash[0] ?? {}).map(({ formatted }) => formatted));
  expect(drawn[0]).toBe('115,000.50 EUR');
  await page.context().close();
});

it('shows what the cells of the group say, which one says nothing, and no sum until one asks for the others alone', async () => {
  const page = await visits.windowOf('executive');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Group' }).click();
  const figures = (line: string) => figuresOf(page, 'Backlog to cash by cell, in EUR', line);
  await page.getByText('americas (US01) has not answered: The database did not answer; try again.').waitFor();
  const own = await figures('main');
  const nothing = own.map(() => 'not known');
  expect([await figures('Group'), own[0], await figures('americas')]).toEqual([nothing, '115,000.50', nothing]);
  expect(await page.getByRole('list', { name: 'Backlog to cash in EUR' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Add up main alone' }).click();
  await page.getByText('americas is left out: this is not the whole group.').waitFor();
  expect(await figures('These cells')).toEqual(own);
  await page.getByRole('list', { name: 'Backlog to cash in EUR' }).waitFor();
  await page.getByRole('link', { name: 'Ask every cell' }).click();
  await page.getByText('americas (US01) has not answered').waitFor();
  await page.goto(`${running.hub.url}/auth/persona/finance-de01?key=${visits.key}`);
  await page.getByRole('link', { name: 'Blocked invoices' }).waitFor();
  expect(await page.getByRole('link', { name: 'Group' }).count()).toBe(0);
  await page.context().close();
});

it('shows every figure of a firm of some size at a desk of 1280', async () => {
  const page = await visits.windowOf('executive', { viewport: { width: 1280, height: 900 } });
  expect(await cutsOffFiguresOfSize(page, 'Backlog to cash by legal entity, in EUR')).toBe(false);
  await page.context().close();
});

it('shows operators how systems and streams are, and does what they ask of them', async () => {
  await tellOfTrouble(running);
  const page = await visits.windowOf('finance');
  await visits.open(page, '/sources');
  expect(await offered(page)).toEqual([]);
  await page.goto(`${running.hub.url}/auth/persona/integration?key=${visits.key}`);
  await visits.open(page, '/sources');
  expect(await offered(page)).toEqual(['Compare', 'Drain', 'Pause', 'Poll']);
  expect(await haltByTurns(page, 'fusion')).toEqual([
    ['Running', 'Paused'],
    ['Drained', 'Drained'],
    ['Running', 'Running'],
  ]);
  for (const told of ['Left alone since', 'connection refused', '99 of 100 in 40 s'])
    await page.getByText(told).waitFor();
  expect(await runNow(page, 'salesforce', 'contract')).toEqual([expect.stringMatching(/^1 record, /)]);
  await endTrouble(running);
  await page.context().close();
});

it('finds its way by the keyboard alone', async () => {
  const page = await visits.windowOf('finance');
  await page.getByRole('heading', { name: 'Backlog to cash' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nordwind');
  await page.waitForURL(/q=nordwind/);
  await openPalette(page);
  await page.keyboard.type(invoiceNumber);
  await page.getByRole('option', { name: invoiceNumber }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Invoice ${invoiceNumber}` }).waitFor();
  await page.context().close();
});

it('plays the amendment live: blocked, held, planned, approved by another, confirmed, released', async () => {
  const desk = await visits.windowOf('finance');
  const socket = await cuttableSocket(desk);
  await visits.open(desk, '/blocked');
  await desk.getByText('No invoice is blocked').waitFor();
  await desk.getByText('Live', { exact: true }).waitFor();
  await desk.evaluate(() => Object.assign(globalThis, { opened: 'once' }));
  const { told, stop } = await listen(running);

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

  expect(await agreedBlockedTotals(running)).toEqual([
    { currency: 'EUR', count: 1, amount: { formatted: '30,000.50 EUR' }, total: { formatted: '55,000.50 EUR' } },
  ]);

  // From here on the desk is cut off, until everything is over.
  socket.cut();
  await desk.getByText('Reconnecting').waitFor();

  const work = await visits.windowOf('finance');
  await visits.open(work, '/blocked');
  await work.getByRole('link', { name: invoiceNumber }).click();
  await work.getByRole('dialog').getByText('What it bills beyond the terms in force').waitFor();
  await work.getByRole('button', { name: 'Comment' }).click();
  await work.getByLabel('What there is to say').fill('The customer has called.');
  await work.getByRole('dialog').getByRole('button', { name: 'Comment' }).last().click();
  await work.getByRole('dialog').getByText('The customer has called.', { exact: true }).last().waitFor();
  expect(await violationsOf(work)).toEqual([]);
  await work.getByRole('dialog').getByRole('link', { name: firm.contract.number }).click();
  expect(await sidesOf(work, 'Milestone Cutover in each system', 'Amount')).toEqual([
    '0.00 owns it',
    '30,000.50 disagrees',
    '30,000.50 disagrees',
  ]);

  await work.getByRole('button', { name: 'Plan the correction' }).click();
  await work.getByRole('button', { name: 'Plan it' }).click();
  await work.waitForURL(/\/corrections\/\w+/);
  await work.getByRole('heading', { name: `Contract ${firm.contract.number}` }).waitFor();
  await work.getByText('somebody else has to approve it').waitFor();
  expect(await work.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await work.getByRole('row', { name: 'Amount 30,000.50 0.00' }).first().waitFor();

  const approver = await visits.windowOf('approver');
  await approver.goto(work.url());
  await approver.getByRole('button', { name: 'Approve', exact: true }).click();
  const progress = approver.getByRole('list', { name: 'Progress' });
  await progress.locator('[aria-current=step]').getByText('Confirmed').waitFor();
  expect(await approver.getByText('Confirmed by read-back').count()).toBe(6);

  await running.until(async () => told.some(({ type }) => type === 'invoice.released'), 'the release');
  await running.until(async () => told.filter(({ type }) => type === 'correction.confirmed').length === 2, 'the proof');
  await socket.mend();
  await desk.getByText('No invoice is blocked').waitFor();
  await desk.getByText('Live', { exact: true }).waitFor();
  await running.until(async () => (await activityOf(desk)).length === Math.min(told.length, 30), 'what was missed');
  expect(await activityOf(desk)).toEqual(told.toReversed().slice(0, 30).map(alertText));
  expect(await desk.evaluate(() => (globalThis as { opened?: string }).opened)).toBe('once');
  await stop();
});

// Every page is looked through in both schemes and at three widths: on a busy machine that takes its time.
it('can be read and worked by everybody: axe finds nothing on any page, light or dark, and no page is too wide', async () => {
  const { contracts, invoices, corrections } = await running.ask<Record<string, { nodes: { id: string }[] }>>(
    'finance',
    '{ contracts { nodes { id } } invoices { nodes { id } } corrections { nodes { id } } }',
  );
  const idOf = (list: typeof contracts) => list?.nodes[0]?.id ?? '';
  const page = await visits.windowOf('finance', { colorScheme: 'light' });
  for (const place of [
    '/',
    '/?by=month',
    '/group',
    '/exceptions?status=CLOSED',
    '/contracts',
    `/contracts/${idOf(contracts)}`,
    '/invoices',
    `/invoices/${idOf(invoices)}`,
    '/corrections',
    `/corrections/${idOf(corrections)}`,
    '/nowhere',
  ]) {
    await visits.open(page, place);
    expect({ place, ...(await barriersOn(page)) }).toEqual({ place, light: [], dark: [], wide: [] });
  }
  const engineer = await visits.windowOf('integration', { colorScheme: 'light' });
  await visits.open(engineer, '/sources');
  expect(await barriersOn(engineer)).toEqual({ light: [], dark: [], wide: [] });
}, 600_000);

it('explains the API where it is served, to whoever is signed in', async () => {
  const stranger = await visits.windowOf(undefined);
  await visits.open(stranger, '/graphiql');
  await stranger.getByRole('heading', { name: 'Sign in' }).waitFor();
  const page = await visits.windowOf('executive');
  await visits.open(page, '/graphiql');
  await page.getByText('WhereMoneyIs').last().waitFor();
  // Until both editors stand, GraphiQL takes a click for nothing.
  for (const editor of ['Operation Editor', 'Result Window'])
    await page.getByLabel(editor).locator('.monaco-editor').first().waitFor();
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.getByText('"DE01"').waitFor();
});
