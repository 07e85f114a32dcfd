import { scheduleBill } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { plusDays } from '../tables.ts';

/** Delivery moved, or was moved, and the date of the bill did not: so many days later or earlier. */
function scheduledOff(direction: 1 | -1): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-49, 14, 63] });
    const [first, , last] = deal.items as [Item, Item, Item];
    deliver(firm, deal, first);
    scheduleBill(firm, deal, last, plusDays(last.plannedOn, direction * firm.chance.whole(11, 45)));
    closeBooks(firm, deal);
    return { findings: [found('R13', labels.milestone(last, deal.contract), deal.contract, last.amount)] };
  };
}

/** The money would come weeks after it is due. */
export const scheduledTooLate = scheduledOff(1);

/** The bill would go out weeks before there is anything to accept. */
export const scheduledTooSoon = scheduledOff(-1);
