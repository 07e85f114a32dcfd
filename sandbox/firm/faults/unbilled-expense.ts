import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import type { Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** A receipt came in and was approved once the invoice of its month was out; no later one has taken it. */
export const expenseForgotten: Fault = (firm, office) => {
  const { ledger, chance } = firm;
  const deal = hourDeal(firm, office, { sold: 480, weeks: { count: 9, lastEnded: 1, hours: 29.25 } });
  billWeeks(firm, deal, { from: 10, through: 2, status: 'Released' });
  const { project, assignment } = deal.work[0] as Work;
  const expense = addExpense(ledger, project, assignment.resource, {
    on: plusDays(weeksAgo(firm, chance.whole(5, 9)), -3),
    type: 'Lodging (Room and Tax)',
    amount: spent(deal.contract.currency, chance.whole(20_000, 240_000) / 100),
  });
  closeBooks(firm, deal);
  return { findings: [found('R21', labels.expense(expense, project), deal.contract, expense.amount)] };
};
