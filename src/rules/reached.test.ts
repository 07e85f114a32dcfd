import { expect, it } from '@jest/globals';
import { holdPlan } from '../../sandbox/firm/bill-engagement.ts';
import { addCredit } from '../../sandbox/firm/billing.ts';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { addCustomer, type Item } from '../../sandbox/firm/contracts.ts';
import { billWeeks, deliver, hourDeal, milestoneDeal, weeksAgo } from '../../sandbox/firm/deals.ts';
import type { Work } from '../../sandbox/firm/engagement.ts';
import { addExchangeRates } from '../../sandbox/firm/exchange-rates.ts';
import { terminatedAndHeld } from '../../sandbox/firm/look-alikes/stopped.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { addExpense } from '../../sandbox/firm/project-records.ts';
import { Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import type { PodItem } from '../../sandbox/fusion/pod.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { systemRoles } from '../domain/roles.ts';
import { withConnection } from '../entities/sql.ts';

// One office with somebody's hours, some milestones, and a contract that was stopped: nothing is wrong with any of it.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const office = officeOf(firm, 'DE01');
const hourly = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 1, hours: 30 } });
const invoice = billWeeks(firm, hourly, { from: 7, through: 2, status: 'Released' });
const work = hourly.work[0] as Work;
const expense = addExpense(ledger, work.project, work.assignment.resource, {
  on: plusDays(ledger.today, -45),
  type: 'Airfare',
  amount: 612.4,
  billable: false,
});
closeBooks(firm, hourly);
const phased = milestoneDeal(firm, office, { due: [30, 60] });
closeBooks(firm, phased);
addExchangeRates(ledger, firm.chance);
const customer = addCustomer(ledger, 'Fenmere Netze AG', office.entity, plusDays(ledger.today, -200));
const foreign = milestoneDeal(firm, office, { due: [-20, 40], special: { customer, currency: 'USD' } });
const converted = deliver(firm, foreign, foreign.items[0] as Item);
closeBooks(firm, foreign);
const recent = hourDeal(firm, office, { role: 'Manager', sold: 300, weeks: { count: 2, lastEnded: 1, hours: 24 } });
const credited = billWeeks(firm, recent, { from: 2, through: 1, status: 'Released' });
closeBooks(firm, recent);
terminatedAndHeld(firm, office);
const stopped = ledger.tables.crm['Contract']?.at(-1) as OrgRecord;
const stoppedEvents = (ledger.tables.erp['projectBillingEvents'] ?? []).filter(
  ({ ContractNumber, InvoicedFlag }) => ContractNumber === stopped['ContractNumber'] && InvoicedFlag === 'N',
);
// Approved for weeks, and all that it bills is held.
const ready = milestoneDeal(firm, office, { due: [-24, 45] });
const [billed] = ready.items as [Item];
const waiting = deliver(firm, ready, billed, 'Approved');
closeBooks(firm, ready);
holdPlan(firm, ready, ledger.today);

const propagationSeconds = Object.fromEntries(systemRoles.map((role) => [role, 0.001]));
const { open, expectOpenAfter, inErp, inCrm, inPsa, hub } = judgedFirm(ledger.tables, {
  timing: { propagationSeconds },
});

it('finds nothing wrong to begin with', async () => {
  expect(await open()).toEqual([]);
});

it('sees hours fall out of the term when their contract is cut short, and come back when it is extended', async () => {
  const [card] = work.cards.slice(-1);
  if (card === undefined) throw new Error('nobody has worked');
  const { record } = hourly.contract;
  await expectOpenAfter(inCrm('Contract', record, { EndDate: weeksAgo(firm, 2) }), [
    `R10 ${labels.week(card)}: ${card.amount}`,
  ]);
  await expectOpenAfter(inCrm('Contract', record, { EndDate: record['EndDate'] }), []);
});

it('compares hours anew when the price of their role changes', async () => {
  const role = work.assignment.resource['pse__Resource_Role__c'];
  const card = ledger.tables.psa['pse__Rate_Card__c']?.find(
    (each) => each['pse__Role__c'] === role && each['pse__Region__c'] === work.project.record['pse__Region__c'],
  ) as OrgRecord;
  const rate = card['pse__Suggested_Bill_Rate__c'] as number;
  const dearer = inPsa('pse__Rate_Card__c', card, { pse__Suggested_Bill_Rate__c: rate + 10 });
  await expectOpenAfter(dearer, work.cards.map((each) => `R14 ${labels.week(each)}: 300`).sort());
  await expectOpenAfter(inPsa('pse__Rate_Card__c', card, {}), []);
});

it('sees that hours which are out lose their approval, and that a credit note makes up for them', async () => {
  const [card] = work.cards;
  const [line] = invoice.lines;
  if (card === undefined || line === undefined) throw new Error('nothing is billed');
  const sold = labels.sold(hourly.contract.items[0] as Item, hourly.contract);
  const withdrawn = inPsa('pse__Timecard_Header__c', card.record, { pse__Status__c: 'Submitted' });
  await expectOpenAfter(withdrawn, [`R17 ${sold}: ${card.amount}`]);
  const credited = addCredit(ledger, invoice, line, ledger.today, card.amount);
  const balance = inErp('receivablesInvoices', invoice.receivable as PodItem, {});
  const both = () => {
    inErp('receivablesCreditMemos', credited, {})();
    balance();
  };
  await expectOpenAfter(both, []);
});

it('sees an expense that is to be rebilled after all', async () => {
  const { record, amount } = expense;
  await expectOpenAfter(inPsa('pse__Expense__c', record, { pse__Billable__c: true }), [
    `R21 ${labels.expense(expense, work.project)}: ${amount}`,
  ]);
  await expectOpenAfter(inPsa('pse__Expense__c', record, { pse__Billable__c: false }), []);
});

it('sees a bill that is planned for another day than its milestone', async () => {
  const [item] = phased.items as [Item];
  const event = phased.events.get(item)?.item as PodItem;
  const later = { CompletionDate: plusDays(item.plannedOn, 11) };
  await expectOpenAfter(inErp('projectBillingEvents', event, later), [
    `R13 ${labels.milestone(item, phased.contract)}: ${item.amount}`,
    // The date is the CRM's to change.
    `R31 Milestone ${item.name}: null`,
  ]);
  await expectOpenAfter(inErp('projectBillingEvents', event, {}), []);
});

it('sees a stopped contract come back to life in the ERP, whatever else is edited in the CRM meanwhile', async () => {
  const [first] = stoppedEvents as [PodItem];
  const expected = [`R26 Contract ${stopped['ContractNumber']}: ${first['BillTrnsAmount']}`];
  await expectOpenAfter(inErp('projectBillingEvents', first, { BillHold: 'N' }), expected);
  const since = () =>
    withConnection(hub().db.hub, (sql) =>
      sql.row<{ since: string }>("select e.facts->>'stoppedAt' as since from exception e where e.closed_at is null"),
    );
  const stoppedAt = await since();
  await expectOpenAfter(inCrm('Contract', stopped, { Description: 'Renamed' }), expected);
  expect(await since()).toEqual(stoppedAt);
  await expectOpenAfter(inErp('projectBillingEvents', first, { BillHold: 'Y' }), []);
});

it('sees hours that the ERP can take no more, from the day on which their code ends', async () => {
  const role = work.assignment.resource['pse__Resource_Role__c'];
  const codes = ledger.tables.erp['expenditureTypes'] ?? [];
  const code = codes.find((each) => each['ExpenditureTypeName'] === role) as PodItem;
  const unmapped = work.cards.filter(({ weekEnd }) => weekEnd > weeksAgo(firm, 2));
  await expectOpenAfter(
    inErp('expenditureTypes', code, { ExpenditureTypeEndActiveDate: weeksAgo(firm, 2) }),
    unmapped.map((card) => `R11 ${labels.week(card)}: ${card.amount}`).sort(),
  );
  await expectOpenAfter(inErp('expenditureTypes', code, {}), []);
});

it('compares what was converted anew when the rate of that day changes', async () => {
  const { issuedOn, amount } = converted;
  const rate = (ledger.tables.erp['currencyRates'] ?? []).findLast(
    (each) =>
      each['FromCurrency'] === 'USD' && each['ToCurrency'] === 'EUR' && (each['ConversionDate'] as string) <= issuedOn,
  ) as PodItem;
  const half = inErp('currencyRates', rate, { ConversionRate: (rate['ConversionRate'] as number) / 2 });
  await expectOpenAfter(half, [`R15X ${labels.invoice(converted)}: ${amount}`]);
  await expectOpenAfter(inErp('currencyRates', rate, {}), []);
});

it('sees an invoice change its currency', async () => {
  const expected = [`R15 ${labels.invoice(converted)}: ${converted.amount}`];
  await expectOpenAfter(inErp('projectContractInvoices', converted.record, { InvoiceCurrencyCode: 'EUR' }), expected);
  await expectOpenAfter(inErp('projectContractInvoices', converted.record, {}), []);
});

it('sees the copy of a customer fall behind, and catch up', async () => {
  const moved = { BillingStreet: '4 New Road', BillingCity: 'Newport' };
  await expectOpenAfter(inCrm('Account', customer.account, moved), [`R22 ${labels.customer(customer)}: 0`]);
  await expectOpenAfter(inPsa('Account', customer.copy, moved), []);
});

it('sees that what was credited in full is still billed in the PSA, until it is not', async () => {
  const [line] = credited.lines;
  const [event] = credited.events;
  if (line === undefined || event === undefined) throw new Error('nothing is billed');
  const note = addCredit(ledger, credited, line, ledger.today);
  const both = () => {
    inErp('receivablesCreditMemos', note, {})();
    inErp('receivablesInvoices', credited.receivable as PodItem, {})();
  };
  await expectOpenAfter(both, [`R27 ${labels.event(event)}: ${credited.amount}`]);
  const cards = recent.work.flatMap((each) => each.cards.map(({ record }) => record));
  const splits = (ledger.tables.psa['pse__Timecard__c'] ?? []).filter((split) =>
    cards.some(({ Id }) => Id === split['pse__Timecard_Header__c']),
  );
  const released = () => {
    for (const split of splits) inPsa('pse__Timecard__c', split, { pse__Billing_Event_Item__c: null })();
    for (const card of cards) inPsa('pse__Timecard_Header__c', card, {})();
  };
  await expectOpenAfter(released, []);
});

it('sees that nothing holds an approved invoice any more, and that it goes out', async () => {
  const event = ready.events.get(billed)?.item as PodItem;
  const stuck = [`R28 ${labels.invoice(waiting)}: ${waiting.amount}`];
  await expectOpenAfter(inErp('projectBillingEvents', event, { BillHold: 'N' }), stuck);
  await expectOpenAfter(inErp('projectBillingEvents', event, { BillHold: 'Y' }), []);
  await expectOpenAfter(inErp('projectBillingEvents', event, { BillHold: 'N' }), stuck);
  await expectOpenAfter(inErp('projectContractInvoices', waiting.record, { InvoiceStatus: 'Released' }), []);
});
