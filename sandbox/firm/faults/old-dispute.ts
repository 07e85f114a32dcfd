import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { addDispute } from '../disputes.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { cents } from '../tables.ts';

/** An invoice that is out, of which the customer disputes a part. */
function disputed(of: { due: number; days: number; owner: string | null }): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [of.due, 34] });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    const amount = cents(Math.floor(invoice.amount * firm.chance.whole(8, 60)) / 100);
    addDispute(firm.ledger, invoice, { amount, on: dayFrom(firm, -of.days), owner: of.owner });
    closeBooks(firm, deal);
    return { findings: [found('R36', labels.dispute(invoice), deal.contract, amount)] };
  };
}

/** Somebody looks after it, and has for more than a month. */
export const disputeOld = disputed({ due: -43, days: 34, owner: 'Account team' });

/** It is of this week, and nobody looks after it. */
export const disputeUnowned = disputed({ due: -22, days: 4, owner: null });

/** It is old, and nobody has ever looked after it. */
export const disputeOldAndUnowned = disputed({ due: -44, days: 37, owner: null });
