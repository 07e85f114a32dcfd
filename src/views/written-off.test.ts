import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addInvoice, addPayment } from '../../sandbox/firm/billing.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { addWriteOff, type WriteOff } from '../../sandbox/firm/write-offs.ts';
import { type PodItem, podInstant } from '../../sandbox/fusion/pod.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withConnection } from '../entities/sql.ts';
import { backlogToCash } from './backlog-to-cash.ts';
import { flowsOf } from './contract-money.ts';

const { ledger, tables, contract, events } = smallFirm();
const on = plusDays(ledger.today, -12);
const invoice = addInvoice(ledger, contract, { events: [events[0]], on, status: 'Released' });
const adjust = (amount: number, status: NonNullable<WriteOff['status']>) =>
  addWriteOff(ledger, invoice, { amount, on: ledger.today, by: 'AR.CLERK', approvedBy: 'AR.MANAGER', status });
addPayment(ledger, invoice, 20_000, plusDays(on, 4));
adjust(1_500.25, 'Approved');
adjust(-400.25, 'Approved');
adjust(77, 'Rejected');
const waiting = adjust(250, 'Pending Approval');

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

/** What the two views say of the contract, which must be the same. */
async function parts() {
  return withConnection(hub.db.hub, async (sql) => {
    const [{ id }] = (await sql.rows('select c.id from contract c')) as [{ id: string }];
    const [flow] = await flowsOf(sql, [id]);
    const [book] = await backlogToCash(sql, { legalEntity: false, practice: false, month: false }, null, null);
    const figures = (of: typeof flow | typeof book) =>
      [of?.billed, of?.receivable, of?.collected, of?.writtenOff, of?.unexplained].map(Number);
    expect(figures(book)).toEqual(figures(flow));
    return figures(flow);
  });
}

it('takes what is written off for a part of its own, with its sign, once it is approved', async () => {
  expect(await parts()).toEqual([25_000, 3_900, 20_000, 1_100, 0]);
});

it('moves it there when somebody approves it, and away when its amount is corrected', async () => {
  const { receivable } = invoice;
  const change = (resource: string, item: PodItem, fields: object) =>
    hub.world.changePod(resource, { ...item, ...fields, LastUpdateDate: podInstant(new Date()) }, 'update', null);
  const after = async (Status: string, AdjustmentAmount: number, InvoiceBalanceAmount: number) => {
    change('receivablesAdjustments', waiting, { Status, AdjustmentAmount });
    change('receivablesInvoices', receivable as PodItem, { InvoiceBalanceAmount });
    await hub.poll();
    await hub.settle();
    return parts();
  };
  expect(await after('Approved', -250, 3_650)).toEqual([25_000, 3_650, 20_000, 1_350, 0]);
  expect(await after('Approved', -200, 3_700)).toEqual([25_000, 3_700, 20_000, 1_300, 0]);
  expect(await after('More Research', -200, 3_900)).toEqual([25_000, 3_900, 20_000, 1_100, 0]);
});

it('says that it does not know where it is not known whether something is approved', async () => {
  await withConnection(hub.db.hub, (sql) => sql.run(`update write_off w set status = null where w.amount = 77`));
  const flow = await withConnection(hub.db.hub, async (sql) => {
    const [{ id }] = (await sql.rows('select c.id from contract c')) as [{ id: string }];
    return (await flowsOf(sql, [id]))[0];
  });
  expect(flow).toMatchObject({ receivable: '3900', writtenOff: null, unexplained: null });
});
