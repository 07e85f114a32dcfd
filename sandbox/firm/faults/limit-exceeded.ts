import type { InvoiceStatus } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, hourDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { rateOf } from '../prices.ts';
import { cents } from '../tables.ts';

const role = 'Manager';

/** Ten weeks of thirty hours are billed against a limit of 276 hours; the second invoice goes beyond it. */
function beyondLimit(status: InvoiceStatus): Fault {
  return (firm, office) => {
    const rate = rateOf(office.entity.currency, role);
    const limit = rate * 276;
    const weeks = { count: 10, lastEnded: 2, hours: 30 };
    const deal = hourDeal(firm, office, { role, sold: 400, limit, weeks });
    billWeeks(firm, deal, { from: 11, through: 6, status: 'Released' });
    billWeeks(firm, deal, { from: 5, through: 2, status });
    closeBooks(firm, deal);
    const item = deal.contract.items[0] as Item;
    return { findings: [found('R09', labels.sold(item, deal.contract), deal.contract, cents(rate * 300 - limit))] };
  };
}

/** A draft takes the hours beyond what the customer has agreed to pay at most. */
export const draftBeyondLimit = beyondLimit('Draft');

/** The invoice beyond the limit is out. */
export const issuedBeyondLimit = beyondLimit('Released');
