import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { plusDays } from '../tables.ts';

const weeks = { count: 7, lastEnded: 3, hours: 31.25, without: [4] };

/** A week that nobody has approved is on a draft, and the cut-off has passed. */
export const unapprovedTime: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks });
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 4), firm.chance.whole(60, 150) / 4, 'Submitted');
  const draft = billWeeks(firm, deal, { from: 9, through: 3, status: 'Draft', pending: true });
  closeBooks(firm, deal);
  return { findings: [found('R06', labels.invoice(draft), deal.contract, card.amount)] };
};

/** An expense that nobody has approved is on an invoice that is approved itself. */
export const unapprovedExpense: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks });
  const { ledger, chance } = firm;
  const work = deal.work[0] as Work;
  const expense = addExpense(ledger, work.project, work.assignment.resource, {
    on: plusDays(weeksAgo(firm, 5), -3),
    type: 'Airfare',
    amount: spent(deal.contract.currency, chance.whole(30_000, 190_000) / 100),
    status: 'Submitted',
  });
  work.expenses.push(expense);
  const invoice = billWeeks(firm, deal, { from: 9, through: 3, status: 'Approved' });
  closeBooks(firm, deal);
  return { findings: [found('R06', labels.invoice(invoice), deal.contract, expense.amount)] };
};
