import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookAtRate } from '../delivery.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { cents } from '../tables.ts';

/** A week was booked at a fifth more or less an hour than the rate card says, and was billed so. */
function bookedAt(share: number): Fault {
  return (firm, office) => {
    const weeks = { count: 6, lastEnded: 2, hours: 30.5, without: [4] };
    const deal = hourDeal(firm, office, { sold: 420, weeks });
    const work = deal.work[0] as Work;
    const card = bookWeek(firm, work, weeksAgo(firm, 4), firm.chance.whole(60, 150) / 4);
    const agreed = card.amount;
    bookAtRate(card, cents(work.assignment.rate * share));
    billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
    closeBooks(firm, deal);
    const difference = Math.abs(cents(card.amount - agreed));
    return { findings: [found('R14', labels.week(card), deal.contract, difference)] };
  };
}

/** Somebody mistyped the rate: the customer pays too much, for now. */
export const rateTooHigh = bookedAt(1.2);

/** The rate of long ago: the firm gets too little. */
export const rateTooLow = bookedAt(0.8);
