import { addCredit, type Event } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import { billWeeks, dayFrom, hourDeal, weeksAgo } from '../deals.ts';
import type { Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** An invoice over weeks, and what was spent in them if anything was, is credited in full; the PSA was never told. */
function creditedInErpOnly(withExpense: boolean): Fault {
  return (firm, office) => {
    const { ledger, chance } = firm;
    const deal = hourDeal(firm, office, { sold: 400, weeks: { count: 6, lastEnded: 2, hours: 29.75 } });
    const { project, assignment, expenses } = deal.work[0] as Work;
    if (withExpense) {
      const amount = spent(deal.contract.currency, chance.whole(12_000, 140_000) / 100);
      const on = plusDays(weeksAgo(firm, chance.whole(3, 6)), -2);
      expenses.push(addExpense(ledger, project, assignment.resource, { on, type: 'Airfare', amount }));
    }
    const invoice = billWeeks(firm, deal, { from: 7, through: 2, status: 'Released' });
    for (const line of invoice.lines) addCredit(ledger, invoice, line, dayFrom(firm, -chance.whole(2, 7)));
    closeBooks(firm, deal);
    const [event] = invoice.events as [Event];
    return { findings: [found('R27', labels.event(event), deal.contract, event.amount)] };
  };
}

/** Hours alone. */
export const hoursCreditedInErpOnly = creditedInErpOnly(false);

/** Hours, and an expense on the same invoice. */
export const expenseCreditedInErpOnly = creditedInErpOnly(true);
