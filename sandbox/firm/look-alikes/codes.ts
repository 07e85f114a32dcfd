import { formerExpenseEndedOn, lateCodes } from '../charge-codes.ts';
import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { workAs } from '../delivery.ts';
import { bookWeek, type Work } from '../engagement.ts';
import type { LookAlike } from '../manifest.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';

/** A role that the ERP does not know, in a week that nobody has approved yet. */
export const unknownRoleNotApproved: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 320, weeks: { count: 0, lastEnded: 2, hours: 0 } });
  const work = deal.work[0] as Work;
  workAs(firm.ledger, work.assignment, lateCodes.unknownRole);
  bookWeek(firm, work, weeksAgo(firm, 0), 22.5, 'Submitted');
  closeBooks(firm, deal);
};

/** A new role, from the first week on in which the ERP has a code for it. */
export const newRoleInTime: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 320, weeks: { count: 3, lastEnded: 1, hours: 28 } });
  workAs(firm.ledger, (deal.work[0] as Work).assignment, lateCodes.newRole);
  billWeeks(firm, deal, { from: 3, through: 1, status: 'Released' });
  closeBooks(firm, deal);
};

/** Spent on the last day on which the ERP had a code for it. */
export const spentOnLastDay: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 520, weeks: { count: 11, lastEnded: 2, hours: 28.5 } });
  const { project, assignment, expenses } = deal.work[0] as Work;
  const amount = spent(deal.contract.currency, 96.4);
  const on = formerExpenseEndedOn(firm.ledger);
  expenses.push(addExpense(firm.ledger, project, assignment.resource, { on, type: lateCodes.formerExpense, amount }));
  billWeeks(firm, deal, { from: 12, through: 2, status: 'Released' });
  closeBooks(firm, deal);
};
