import { billItems } from '../bill-engagement.ts';
import type { InvoiceStatus } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';

function billedAhead(status: InvoiceStatus): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-55, 12, 66] });
    const [first, item] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    const invoice = billItems(firm, deal, [item], { on: dayFrom(firm, -6), status });
    closeBooks(firm, deal, { revenueMonths: 6 });
    return { findings: [found('R05', labels.line(invoice), deal.contract, item.amount)] };
  };
}

/** A draft bills a milestone by its planned date; the customer has not signed it off. */
export const draftedAhead = billedAhead('Draft');

/** The invoice for it is out already. */
export const issuedAhead = billedAhead('Released');
