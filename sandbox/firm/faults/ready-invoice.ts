import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';

/** A milestone was accepted and billed, the invoice approved more than a week ago, and nobody has released it. */
export const milestoneInvoiceForgotten: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-61, -firm.chance.whole(14, 40), 48] });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  const invoice = deliver(firm, deal, second, 'Approved');
  closeBooks(firm, deal);
  return { findings: [found('R28', labels.invoice(invoice), deal.contract, invoice.amount)] };
};

/** The same with hours. */
export const hoursInvoiceForgotten: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 7, lastEnded: 2, hours: 27.75 } });
  const invoice = billWeeks(firm, deal, { from: 8, through: 2, status: 'Approved' });
  closeBooks(firm, deal);
  return { findings: [found('R28', labels.invoice(invoice), deal.contract, invoice.amount)] };
};
