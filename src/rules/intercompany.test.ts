import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import type { Item } from '../../sandbox/firm/contracts.ts';
import { billWeeks, hourDeal, weeksAgo } from '../../sandbox/firm/deals.ts';
import { bookWeek } from '../../sandbox/firm/engagement.ts';
import { addPayable, chargeWork, lend, workOf } from '../../sandbox/firm/intercompany.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { cents, Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { markDirty } from '../entities/mark-dirty.ts';
import { withConnection } from '../entities/sql.ts';

// Somebody of another company has worked for four weeks; they are charged in two parts and booked by the other side.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const [lender, office] = [officeOf(firm, 'GB01'), officeOf(firm, 'DE01')];
const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 4, lastEnded: 8, hours: 30 } });
const work = workOf(deal);
lend(work, lender);
billWeeks(firm, deal, { from: 12, through: 8, status: 'Released' });
closeBooks(firm, deal);
const first = chargeWork(firm, lender, work, { cards: work.cards.slice(0, 2) });
const second = chargeWork(firm, lender, work, { cards: work.cards.slice(2) });
const [, payable] = [first, second].map((charge) => addPayable(ledger, charge, weeksAgo(firm, 4)));
// And somebody of the own company on another project.
const own = hourDeal(firm, office, { role: 'Manager', sold: 420, weeks: { count: 2, lastEnded: 8, hours: 24 } });
billWeeks(firm, own, { from: 10, through: 8, status: 'Released' });
closeBooks(firm, own);

const { open, expectOpenAfter, inErp, inPsa, hub } = judgedFirm(ledger.tables);

const weekOf = (place: number) => work.cards[place]?.amount ?? 0;
const missing = (amount: number, of = work) => `R18 ${labels.project(of.project)}: ${cents(amount)}`;
const unbalanced = (amount: number, charge = second) => `R18U ${labels.charge(charge)}: ${amount}`;
const twice = (amount: number, charge = second) => `R18D ${labels.charge(charge)}: ${amount}`;
const [line] = second.record['InvoiceLines'] as object[];

it('finds nothing wrong where what was lent is charged and booked', async () => {
  expect(await open()).toEqual([]);
});

it('sees a charge cancelled, taken back, and made for other weeks', async () => {
  const rest = weekOf(2) + weekOf(3);
  const charge = (fields: object) => inErp('projectContractInvoices', second.record, fields);
  await expectOpenAfter(charge({ InvoiceStatus: 'Canceled' }), [missing(rest), unbalanced(second.amount)]);
  await expectOpenAfter(charge({}), []);
  const through = { ServiceToDate: weeksAgo(firm, 9) };
  await expectOpenAfter(charge({ InvoiceLines: [{ ...line, ...through }] }), [missing(weekOf(3))]);
  await expectOpenAfter(charge({ BillingTypeCode: 'IP' }), [missing(rest)]);
  await expectOpenAfter(charge({}), []);
});

it('sees a charge change whose lines stay as they are', async () => {
  const put = (status: string) => () =>
    withConnection(hub().db.hub, async (sql) => {
      const [charge] = await sql.rows<{ id: string }>(
        'update intercompany_charge g set status = $2 where g.number = $1 returning g.id',
        [second.record['InvoiceNumber'], status],
      );
      markDirty(sql, [{ kind: 'intercompany_charge', id: charge?.id ?? '', correlationId: randomUUID() }]);
    });
  await expectOpenAfter(put('draft'), [missing(weekOf(2) + weekOf(3))]);
  await expectOpenAfter(put('issued'), []);
});

it('sees the other side book something else, nothing, and the same again', async () => {
  if (payable === undefined) throw new Error('nobody owes anything');
  const less = [{ LineNumber: 1, LineType: 'Item', LineAmount: cents(second.amount - 500.25) }];
  await expectOpenAfter(inErp('invoices', payable, { invoiceLines: less }), [unbalanced(500.25)]);
  await expectOpenAfter(inErp('invoices', payable, { CanceledFlag: true }), [unbalanced(second.amount)]);
  await expectOpenAfter(inErp('invoices', payable, {}), []);
});

it('sees hours charged twice, whether a charge or the time changes', async () => {
  const from = { ServiceFromDate: plusDays(weeksAgo(firm, 11), -6) };
  const charge = (fields: object) => inErp('projectContractInvoices', second.record, fields);
  const [card] = work.cards;
  if (card === undefined) throw new Error('nobody has worked');
  await expectOpenAfter(charge({ InvoiceLines: [{ ...line, ...from }] }), []);
  const hours = second.hours + 12;
  const amount = cents((second.amount * hours) / second.hours);
  const more = { InvoiceLines: [{ ...line, ...from, Quantity: hours, InvoiceLineAmount: amount }] };
  await expectOpenAfter(charge(more), [twice(cents((second.amount * 12) / second.hours))]);
  await expectOpenAfter(charge({ InvoiceLines: [{ ...line, ...from }] }), []);
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card.record, { pse__Status__c: 'Submitted' }), [
    `R17 ${labels.sold(deal.contract.items[0] as Item, deal.contract)}: ${weekOf(0)}`,
    twice(cents((second.amount * 30) / second.hours)),
  ]);
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card.record, {}), []);
  await expectOpenAfter(charge({}), []);
});

it('sees people move from one company to another', async () => {
  const { resource } = workOf(own).assignment;
  const region = work.assignment.resource['pse__Region__c'];
  const worth = workOf(own).cards.reduce((total, { amount }) => total + amount, 0);
  await expectOpenAfter(inPsa('Contact', resource, { pse__Region__c: region }), [missing(worth, workOf(own))]);
  await expectOpenAfter(inPsa('Contact', resource, {}), []);
  const other = { pse__Resource__c: work.assignment.resource.Id };
  await expectOpenAfter(inPsa('pse__Assignment__c', workOf(own).assignment.record, other), [
    missing(worth, workOf(own)),
  ]);
  await expectOpenAfter(inPsa('pse__Assignment__c', workOf(own).assignment.record, {}), []);
});

it('asks again at the next cut-off where something is not charged yet', async () => {
  const card = bookWeek(firm, work, weeksAgo(firm, -1), 20);
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card.record, {}), []);
  const due = await withConnection(hub().db.hub, (sql) =>
    sql.rows<{ future: boolean }>(`select d.at > clock_timestamp() as future from due d where d.kind = 'project'`),
  );
  expect(due).toEqual([{ future: true }]);
});
