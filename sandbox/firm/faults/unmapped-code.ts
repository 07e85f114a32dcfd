import { lateCodes } from '../charge-codes.ts';
import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { workAs } from '../delivery.ts';
import type { Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** Weeks in a role, of which those through a Sunday, given as weeks ago, are in none that the ERP knows. */
function workedAs(role: string, unknownThrough: number): Fault {
  return (firm, office) => {
    const deal = hourDeal(firm, office, { sold: 360, weeks: { count: 5, lastEnded: 2, hours: 27.25 } });
    const work = deal.work[0] as Work;
    workAs(firm.ledger, work.assignment, role);
    billWeeks(firm, deal, { from: 6, through: 2, status: 'Released' });
    closeBooks(firm, deal);
    const unmapped = work.cards.filter(({ weekEnd }) => weekEnd <= weeksAgo(firm, unknownThrough));
    return { findings: unmapped.map((card) => found('R11', labels.week(card), deal.contract, card.amount)) };
  };
}

/** The firm sells a new role, and nobody has told finance. */
export const roleWithoutCode = workedAs(lateCodes.unknownRole, 0);

/** The ERP got its code for the role weeks after people had begun to work in it. */
export const codeCameLater = workedAs(lateCodes.newRole, 4);

/** Somebody spent something on a billed project for which the ERP has no code any more, or never had one. */
function spentOn(type: string): Fault {
  return (firm, office) => {
    const deal = hourDeal(firm, office, { sold: 480, weeks: { count: 9, lastEnded: 2, hours: 26.5 } });
    const work = deal.work[0] as Work;
    const amount = spent(deal.contract.currency, firm.chance.whole(9_000, 150_000) / 100);
    const on = plusDays(weeksAgo(firm, firm.chance.whole(4, 8)), -3);
    const expense = addExpense(firm.ledger, work.project, work.assignment.resource, { on, type, amount });
    work.expenses.push(expense);
    billWeeks(firm, deal, { from: 10, through: 2, status: 'Released' });
    closeBooks(firm, deal);
    return { findings: [found('R11E', labels.expense(expense, work.project), deal.contract, amount)] };
  };
}

/** The ERP has never had a code for it. */
export const expenseWithoutCode = spentOn(lateCodes.unknownExpense);

/** The ERP's code for it has ended. */
export const expenseCodeEnded = spentOn(lateCodes.formerExpense);
