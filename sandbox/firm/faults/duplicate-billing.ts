import { billItems } from '../bill-engagement.ts';
import { addInvoice, addManualEvent } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { Project } from '../delivery.ts';
import { type Fault, found, labels } from '../manifest.ts';

const weeks = { count: 6, lastEnded: 3, hours: 33 };

/** A milestone is billed on two invoices, and both are out. */
export const milestoneBilledTwice: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-44, 22] });
  const item = deal.items[0] as Item;
  deliver(firm, deal, item);
  const again = billItems(firm, deal, [item], { on: dayFrom(firm, -16), status: 'Released' });
  closeBooks(firm, deal);
  return { findings: [found('R16', labels.line(again), deal.contract, item.amount)] };
};

/** A draft bills hours that are out already. */
export const timeDraftedAgain: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 300, weeks });
  const first = billWeeks(firm, deal, { from: 8, through: 3, status: 'Released' });
  const { events, service } = first;
  const on = dayFrom(firm, -4);
  const again = addInvoice(firm.ledger, deal.contract, { events, on, status: 'Draft', ...service });
  closeBooks(firm, deal);
  return { findings: [found('R16', labels.line(again), deal.contract, first.amount)] };
};

/** Somebody typed the same period in by hand and billed it: another event, the same contract, weeks and amount. */
export const periodBilledByHand: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 300, weeks });
  const { amount, service } = billWeeks(firm, deal, { from: 8, through: 3, status: 'Released' });
  const on = dayFrom(firm, -4);
  const event = addManualEvent(firm.ledger, deal.projects[0] as Project, {
    amount,
    on,
    description: 'Support, as agreed',
  });
  const again = addInvoice(firm.ledger, deal.contract, { events: [event], on, status: 'Released', ...service });
  closeBooks(firm, deal);
  return { findings: [found('R16', labels.line(again), deal.contract, amount)] };
};
