import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';

/** A week was approved only after its period had been billed, and no invoice has taken it since. */
function forgottenWeek(ended: number): Fault {
  return (firm, office) => {
    const weeks = { count: ended, lastEnded: 2, hours: 24.75, without: [ended] };
    const deal = hourDeal(firm, office, { role: 'Consultant', sold: 800, weeks });
    billWeeks(firm, deal, { from: ended + 2, through: 2, status: 'Released' });
    const hours = firm.chance.whole(40, 160) / 4;
    const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, ended), hours);
    closeBooks(firm, deal);
    return { findings: [found('R19', labels.week(card), deal.contract, card.amount)] };
  };
}

/** Unbilled for more than thirty days. */
export const unbilledForAMonth = forgottenWeek(6);

/** Unbilled for more than sixty days. */
export const unbilledForTwoMonths = forgottenWeek(10);

/** Unbilled for more than ninety days. */
export const unbilledForAQuarter = forgottenWeek(15);
