import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek } from '../engagement.ts';
import { addPayable, type Charge, chargeWork, lend, neighbourOf, workOf } from '../intercompany.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { cents, plusDays } from '../tables.ts';

/** Somebody of another office who has worked on a project for three weeks of a month that is closed. */
function lent(firm: Firm, office: Office) {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 3, lastEnded: 8, hours: 31.5 } });
  const lender = neighbourOf(firm, office);
  const work = workOf(deal);
  lend(work, lender);
  billWeeks(firm, deal, { from: 11, through: 8, status: 'Released' });
  closeBooks(firm, deal);
  return { deal, lender, work };
}

function book(firm: Firm, charge: Charge, amount = charge.amount): void {
  addPayable(firm.ledger, charge, plusDays(String(charge.record['InvoiceDate']), 2), amount);
}

/** Charged, and booked by the other company to the cent. */
export const lentAndCharged: LookAlike = (firm, office) => {
  const { lender, work } = lent(firm, office);
  book(firm, chargeWork(firm, lender, work));
};

/** What was approved late came on a charge of its own for the same weeks. */
export const chargedInTwoParts: LookAlike = (firm, office) => {
  const { lender, work } = lent(firm, office);
  for (const hours of [60, 34.5]) book(firm, chargeWork(firm, lender, work, { hours }));
};

/** The first charge was wrong, was cancelled on both sides, and made again. */
export const chargedAnew: LookAlike = (firm, office) => {
  const { lender, work } = lent(firm, office);
  chargeWork(firm, lender, work, { status: 'Canceled' });
  book(firm, chargeWork(firm, lender, work));
};

/** The two sides differ by a rounding. */
export const bookedToTheUnit: LookAlike = (firm, office) => {
  const { lender, work } = lent(firm, office);
  const charge = chargeWork(firm, lender, work);
  book(firm, charge, cents(charge.amount + 0.9));
};

/** The week is not over yet, so its month is open. */
export const lentThisWeek: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 0, lastEnded: 0, hours: 0 } });
  const work = workOf(deal);
  bookWeek(firm, work, weeksAgo(firm, -1), 22.5);
  lend(work, neighbourOf(firm, office));
  closeBooks(firm, deal);
};

/** Charged yesterday; the other company has until the cut-off to book it. */
export const chargedLately: LookAlike = (firm, office) => {
  const { lender, work } = lent(firm, office);
  chargeWork(firm, lender, work, { on: plusDays(firm.ledger.today, -1) });
};
