import { expect, it } from '@jest/globals';
import { eventOf } from '../../sandbox/firm/bill-engagement.ts';
import { addCredit } from '../../sandbox/firm/billing.ts';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import type { Item } from '../../sandbox/firm/contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal } from '../../sandbox/firm/deals.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { addExpense } from '../../sandbox/firm/project-records.ts';
import { recognize } from '../../sandbox/firm/revenue.ts';
import { cents, Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import type { InvoiceLine } from '../../sandbox/fusion/billing.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { withConnection } from '../entities/sql.ts';

// Work and a milestone that are done, billed and recognised, and progress of another contract that is recognised of late.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const office = officeOf(firm, 'DE01');
const hourly = hourDeal(firm, office, { sold: 420, weeks: { count: 3, lastEnded: 2, hours: 30 } });
const invoice = billWeeks(firm, hourly, { from: 5, through: 2, status: 'Released' });
const worked = recognize(ledger, hourly.contract, { amount: invoice.amount, on: dayFrom(firm, -8) });
closeBooks(firm, hourly);
const phased = milestoneDeal(firm, office, { due: [-240, 40] });
const [first] = phased.items as [Item];
const bill = deliver(firm, phased, first);
const eventId = eventOf(phased, first).item['EventId'] as number;
const designed = recognize(ledger, phased.contract, { amount: first.amount, on: first.plannedOn, eventId });
const progress = recognize(ledger, phased.contract, { amount: 6200, on: dayFrom(firm, -100), eventId: ledger.podId() });
closeBooks(firm, phased);
const milestone = phased.projects[0]?.milestones.get(first) as OrgRecord;

const { open, expectOpenAfter, inErp, inPsa, hub } = judgedFirm(ledger.tables);
const above = (amount: number) => `R25 ${labels.contract(hourly.contract)}: ${amount}`;
const early = (amount: number) => `R25M ${labels.milestone(first, phased.contract)}: ${amount}`;
const aged = (amount: number) => `R25A ${labels.contract(phased.contract)}: ${amount}`;

it('finds nothing wrong where what is recognised is earned, and what is not billed is recent', async () => {
  expect(await open()).toEqual([]);
});

it('asks again when more of the revenue will be too old to be unbilled', async () => {
  const due = await withConnection(hub().db.hub, (sql) =>
    sql.rows<{ future: boolean }>(`select d.at > clock_timestamp() as future from due d where d.kind = 'contract'`),
  );
  expect(due).toEqual([{ future: true }]);
});

it('sees revenue for work rise above what is approved, and expenses earn it', async () => {
  const more = { ContractCurrencyRevenueAmount: cents(invoice.amount + 812.5) };
  const { project, assignment } = hourly.work[0] as (typeof hourly.work)[number];
  const expense = addExpense(ledger, project, assignment.resource, {
    on: plusDays(ledger.today, -9),
    type: 'Airfare',
    amount: 812.5,
    billable: true,
  });
  const paid = (pse__Billable__c: boolean) => inPsa('pse__Expense__c', expense.record, { pse__Billable__c });
  await expectOpenAfter(paid(false), []);
  await expectOpenAfter(inErp('projectContractRevenue', worked, more), [above(812.5)]);
  await expectOpenAfter(paid(true), []);
  await expectOpenAfter(paid(false), [above(812.5)]);
  await expectOpenAfter(inErp('projectContractRevenue', worked, {}), []);
});

it('sees that an acceptance is taken back, and more recognised than the milestone is worth', async () => {
  const ahead = `R05 ${labels.line(bill)}: ${first.amount}`;
  await expectOpenAfter(inPsa('pse__Milestone__c', milestone, { pse__Status__c: 'Open' }), [
    ahead,
    early(first.amount),
  ]);
  await expectOpenAfter(inPsa('pse__Milestone__c', milestone, {}), []);
  const more = { ContractCurrencyRevenueAmount: cents(first.amount + 950) };
  await expectOpenAfter(inErp('projectContractRevenue', designed, more), [aged(950), early(950)]);
  await expectOpenAfter(inErp('projectContractRevenue', designed, {}), []);
});

it('sees revenue grow old before it is billed, and a bill credited', async () => {
  const old = { AccountingDate: dayFrom(firm, -195) };
  await expectOpenAfter(inErp('projectContractRevenue', progress, old), [aged(6200)]);
  const credit = addCredit(ledger, bill, bill.lines[0] as InvoiceLine, plusDays(ledger.today, -3), 1000.5);
  await expectOpenAfter(inErp('receivablesCreditMemos', credit, {}), [aged(7200.5)]);
});
