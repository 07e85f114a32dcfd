import {
  addCredit,
  addInvoice,
  addPayment,
  addTimeEvent,
  type Event,
  type Invoice,
  type InvoiceStatus,
} from './billing.ts';
import type { Item } from './contracts.ts';
import { businessDaysBefore } from './days.ts';
import { acceptMilestone, milestoneOf } from './delivery.ts';
import { type Engagement, projectOf } from './engagement.ts';
import { convert, corporateRate } from './exchange-rates.ts';
import type { Firm } from './offices.ts';
import { type Ledger, plusDays } from './tables.ts';

/** The customer signs a milestone off. */
export function accept(firm: Firm, engagement: Engagement, item: Item, on: string): void {
  const project = projectOf(engagement, item);
  acceptMilestone(project, item, on);
  firm.ledger.changed(milestoneOf(project, item), on);
}

/** What the ERP plans to bill for an item. */
export function eventOf({ events, contract }: Engagement, item: Item): Event {
  const event = events.get(item);
  if (event === undefined) throw new Error(`the ERP plans no bill for ${item.name} of contract ${contract.number}`);
  return event;
}

/** Bills items at a fixed price on one invoice. */
export function billItems(
  firm: Firm,
  engagement: Engagement,
  items: readonly Item[],
  of: { on: string; status: InvoiceStatus },
): Invoice {
  const events = items.map((item) => eventOf(engagement, item));
  const invoice = addInvoice(firm.ledger, engagement.contract, { ...of, events });
  engagement.invoices.push(invoice);
  return invoice;
}

/** A period of time to bill. `pending` bills also what nobody has approved. */
export interface Period {
  from: string;
  through: string;
  on: string;
  status: InvoiceStatus;
  pending?: boolean;
}

/** Bills the time and the expenses of a period, a line for each project; undefined where there are none. */
export function billTime(firm: Firm, engagement: Engagement, period: Period): Invoice | undefined {
  const { ledger } = firm;
  const { from, through, on, status, pending = false } = period;
  const inPeriod = (day: string) => day >= from && day <= through;
  const events = engagement.projects.flatMap((project) => {
    const work = engagement.work.filter((each) => each.project === project);
    const cards = work
      .flatMap((each) => each.cards)
      .filter((card) => !card.billed && inPeriod(card.weekEnd) && (card.approved || pending));
    const expenses = work.flatMap((each) => each.expenses).filter((each) => !each.billed && inPeriod(each.spentOn));
    return cards.length === 0 ? [] : [addTimeEvent(ledger, project, { cards, expenses }, through)];
  });
  if (events.length === 0) return undefined;
  const service = { serviceFrom: from, serviceTo: through };
  const invoice = addInvoice(ledger, engagement.contract, { events, on, status, ...service });
  engagement.invoices.push(invoice);
  return invoice;
}

/** Says of an invoice that is ready to go out that it has been so since the last business day. */
export function approveLately({ ledger }: Firm, { record, issuedOn }: Invoice): void {
  const on = businessDaysBefore(ledger.today, 1);
  if (record['InvoiceStatus'] === 'Approved' && issuedOn < on) ledger.changed(record, on);
}

/** Plans the bill of an item for another day than it is due. */
export function scheduleBill(firm: Firm, engagement: Engagement, item: Item, on: string): void {
  const event = eventOf(engagement, item).item;
  event['CompletionDate'] = on;
  firm.ledger.changed(event, item.addedOn);
}

/** Puts what the ERP would still bill on hold. */
export function holdPlan(firm: Firm, { events }: Engagement, on: string): void {
  for (const { item } of events.values()) {
    if (item['InvoicedFlag'] === 'Y') continue;
    item['BillHold'] = 'Y';
    firm.ledger.changed(item, on);
  }
}

/** Says that an invoice is in another currency than it should be. One that is out was converted as it says. */
export function inCurrency(
  ledger: Ledger,
  { record, receivable, contract, issuedOn }: Invoice,
  currency: string,
): void {
  record['InvoiceCurrencyCode'] = currency;
  if (receivable === undefined) return;
  receivable['InvoiceCurrencyCode'] = currency;
  const own = contract.entity.currency;
  convert(receivable, issuedOn, corporateRate(ledger, currency, own, issuedOn));
}

/** What of an invoice is still open. */
export function balanceOf(invoice: Invoice): number {
  return (invoice.receivable?.['InvoiceBalanceAmount'] as number | undefined) ?? 0;
}

/** The customer pays what is open. */
export function payInFull(firm: Firm, invoice: Invoice, on: string): void {
  addPayment(firm.ledger, invoice, balanceOf(invoice), on);
}

/** Takes an invoice back line by line, and bills the same again on a new one. */
export function creditAndRebill(firm: Firm, engagement: Engagement, invoice: Invoice, on: string): Invoice {
  for (const line of invoice.lines) addCredit(firm.ledger, invoice, line, on);
  const again = addInvoice(firm.ledger, engagement.contract, {
    events: invoice.events,
    on: plusDays(on, 1),
    status: 'Released',
    ...invoice.service,
  });
  engagement.invoices.push(again);
  return again;
}
