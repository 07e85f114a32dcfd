import { eventOf } from './bill-engagement.ts';
import { addInvoice, addManualEvent, addPayment, type Event, type Invoice } from './billing.ts';
import type { Item } from './contracts.ts';
import type { Project } from './delivery.ts';
import type { Engagement } from './engagement.ts';
import type { Ledger } from './tables.ts';

function prepaymentEvent(
  ledger: Ledger,
  { projects }: Engagement,
  of: { amount: number; on: string; type: 'Prepayment Request' | 'Prepayment Application' },
): Event {
  const event = addManualEvent(ledger, projects[0] as Project, { amount: of.amount, on: of.on, description: of.type });
  event.item['EventTypeName'] = of.type;
  return event;
}

/** Asks for money ahead on an invoice of its own, of which so much was paid a week later. */
export function addPrepayment(
  ledger: Ledger,
  deal: Engagement,
  of: { amount: number; paid: number; on: string; paidOn: string },
): Invoice {
  const event = prepaymentEvent(ledger, deal, { amount: of.amount, on: of.on, type: 'Prepayment Request' });
  const invoice = addInvoice(ledger, deal.contract, { events: [event], on: of.on, status: 'Released' });
  deal.invoices.push(invoice);
  if (of.paid > 0) addPayment(ledger, invoice, of.paid, of.paidOn);
  return invoice;
}

/** Bills items and uses a part of what was paid ahead on the same invoice. */
export function billWithPrepayment(
  ledger: Ledger,
  deal: Engagement,
  items: readonly Item[],
  of: { used: number; on: string; status: 'Draft' | 'Released' | 'Canceled' },
): Invoice {
  const used = prepaymentEvent(ledger, deal, { amount: -of.used, on: of.on, type: 'Prepayment Application' });
  const invoice = addInvoice(ledger, deal.contract, {
    events: [...items.map((item) => eventOf(deal, item)), used],
    on: of.on,
    status: of.status,
  });
  deal.invoices.push(invoice);
  return invoice;
}
