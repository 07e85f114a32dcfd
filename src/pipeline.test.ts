import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runInvoices } from '../sandbox/fusion/billing.ts';
import { podInstant } from '../sandbox/fusion/pod.ts';
import { openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { encodeCursor } from './feed/cursor.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

interface Row {
  currency: string;
  legalEntity: { code: string };
  signed: { amount: string };
  unexplained: { amount: string };
}

const books = async () =>
  (
    await running.ask<{ backlogToCash: Row[] }>(
      'executive',
      '{ backlogToCash(by: [LEGAL_ENTITY]) { currency legalEntity { code } signed { amount } unexplained { amount } } }',
    )
  ).backlogToCash;

it('alerts nobody during the first load: its exceptions come as one digest', async () => {
  expect(await openRules(running)).toEqual(['R05']);
  const told = await running.db.hub.query('select distinct f.type from feed f');
  expect(told).toEqual([{ type: 'baseline.digest' }]);
  const client = await running.socket('finance');
  const first = await client
    .iterate<{ alertEvents: { events: { type: string; sentence: string }[] } }>({
      query: 'subscription ($after: String) { alertEvents(after: $after) { events { type sentence } } }',
      variables: { after: encodeCursor({ epoch: 1, cell: 'main', pos: 0 }) },
    })
    .next();
  expect(first.value?.data?.alertEvents.events).toEqual([
    { type: 'baseline.digest', sentence: 'The first load is complete: 1 exceptions stand.' },
  ]);
  client.terminate();
});

it('explains every cent of a contract, and shows a gap in one record to the cent', async () => {
  const tied = { currency: 'EUR', legalEntity: { code: 'DE01' }, signed: { amount: '115000.5' } };
  expect(await books()).toEqual([{ ...tied, unexplained: { amount: '0' } }]);

  const { pod, changePod } = running.world;
  const [number] = runInvoices(pod, changePod).issued;
  const receivable = pod.find('receivablesInvoices', (item) => item['TransactionNumber'] === number);
  if (receivable === undefined) throw new Error('the invoice is not out');
  // Twelve euros and some are written off in the ledger, and no credit note says so.
  const InvoiceBalanceAmount = (receivable['InvoiceBalanceAmount'] as number) - 12.34;
  const LastUpdateDate = podInstant(new Date());
  changePod('receivablesInvoices', { ...receivable, InvoiceBalanceAmount, LastUpdateDate }, 'update', null);
  await running.until(async () => (await openRules(running)).includes('C6'), 'the exception');
  expect(await books()).toEqual([{ ...tied, unexplained: { amount: '12.34' } }]);
});
