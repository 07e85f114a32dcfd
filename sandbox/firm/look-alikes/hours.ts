import { closeBooks } from '../close-books.ts';
import { setTerm } from '../contracts.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookAtRate } from '../delivery.ts';
import { bookWeek, type Work } from '../engagement.ts';
import type { LookAlike } from '../manifest.ts';
import { cents, plusDays } from '../tables.ts';

/** The contract ends in the middle of the last week that was worked: a part of that week is sold. */
export const workedToTheEnd: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 260, weeks: { count: 8, lastEnded: 1, hours: 30.75 } });
  billWeeks(firm, deal, { from: 9, through: 2, status: 'Released' });
  setTerm(firm.ledger, deal.contract, { endsOn: plusDays(weeksAgo(firm, 1), -4) });
  closeBooks(firm, deal);
};

/** A week at a rate that is four tenths of a percent off: within what the policy lets pass. */
export const rateWithinTolerance: LookAlike = (firm, office) => {
  const weeks = { count: 6, lastEnded: 2, hours: 28, without: [4] };
  const deal = hourDeal(firm, office, { role: 'Principal', sold: 420, weeks });
  const work = deal.work[0] as Work;
  bookAtRate(bookWeek(firm, work, weeksAgo(firm, 4), 25), cents(work.assignment.rate * 1.004));
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  closeBooks(firm, deal);
};

/** A week that nobody has approved yet is at twice the rate: whoever approves it will see that. */
export const rateNotApproved: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 2, hours: 28 } });
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  const work = deal.work[0] as Work;
  bookAtRate(bookWeek(firm, work, weeksAgo(firm, 1), 20, 'Submitted'), work.assignment.rate * 2);
  closeBooks(firm, deal);
};
