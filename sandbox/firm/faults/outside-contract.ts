import { closeBooks } from '../close-books.ts';
import { setTerm } from '../contracts.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { plusDays } from '../tables.ts';

/** Seven weeks of work, of which all but the last are billed. */
function runningDeal(firm: Firm, office: Office) {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 7, lastEnded: 1, hours: 29.5, without: [1] } });
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 1), firm.chance.whole(80, 160) / 4);
  closeBooks(firm, deal);
  return { deal, card };
}

/** The contract ran out the week before, and nobody has extended it. */
export const workedAfterTerm: Fault = (firm, office) => {
  const { deal, card } = runningDeal(firm, office);
  setTerm(firm.ledger, deal.contract, { endsOn: weeksAgo(firm, 2) });
  return { findings: [found('R10', labels.week(card), deal.contract, card.amount)] };
};

/** The contract runs on; what sells the hours does not. */
export const workedAfterLineEnd: Fault = (firm, office) => {
  const { deal, card } = runningDeal(firm, office);
  const [item] = deal.contract.items;
  if (item !== undefined) item.record['EndDate'] = plusDays(weeksAgo(firm, 1), -7);
  return { findings: [found('R10', labels.week(card), deal.contract, card.amount)] };
};

/** Somebody began weeks before anything was signed, and the customer got the bill for it. */
export const workedBeforeTerm: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 5, lastEnded: 1, hours: 31 } });
  const early = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 10), firm.chance.whole(40, 160) / 4);
  billWeeks(firm, deal, { from: 10, through: 1, status: 'Released' });
  closeBooks(firm, deal);
  return { findings: [found('R10', labels.week(early), deal.contract, early.amount)] };
};
