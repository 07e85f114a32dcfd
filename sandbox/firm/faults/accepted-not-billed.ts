import { accept } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';

/** The customer signed a milestone off weeks ago, and nobody told billing. */
export const acceptedNotBilled: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-62, -firm.chance.whole(14, 30), 50] });
  const [first, item] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  accept(firm, deal, item, item.plannedOn);
  closeBooks(firm, deal, { revenueMonths: 4 });
  return { findings: [found('R04', labels.milestone(item, deal.contract), deal.contract, item.amount)] };
};

/** A milestone was billed, the invoice was cancelled for a wrong address, and no other one was made. */
export const onlyInvoiceCancelled: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-40, 30] });
  const item = deal.items[0] as Item;
  const invoice = deliver(firm, deal, item, 'Draft');
  invoice.record['InvoiceStatus'] = 'Canceled';
  firm.ledger.changed(invoice.record, dayFrom(firm, -20));
  closeBooks(firm, deal);
  return { findings: [found('R04', labels.milestone(item, deal.contract), deal.contract, item.amount)] };
};
