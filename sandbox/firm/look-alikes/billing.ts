import { scheduleBill } from '../bill-engagement.ts';
import { addCredit, addInvoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** A week that nobody had approved was billed among others, and just that was credited. */
export const unapprovedAndCredited: LookAlike = (firm, office) => {
  const weeks = { count: 6, lastEnded: 2, hours: 30, without: [4] };
  const deal = hourDeal(firm, office, { sold: 420, weeks });
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 4), 24, 'Submitted');
  const invoice = billWeeks(firm, deal, { from: 7, through: 2, status: 'Released', pending: true });
  for (const line of invoice.lines) addCredit(firm.ledger, invoice, line, dayFrom(firm, -4), card.amount);
  closeBooks(firm, deal);
};

/** The same hours went out twice, and the second invoice was credited in full. */
export const hoursCreditedAgain: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 5, lastEnded: 3, hours: 31.5 } });
  const { events, service } = billWeeks(firm, deal, { from: 7, through: 3, status: 'Released' });
  const on = dayFrom(firm, -9);
  const again = addInvoice(firm.ledger, deal.contract, { events, on, status: 'Released', ...service });
  for (const line of again.lines) addCredit(firm.ledger, again, line, dayFrom(firm, -6));
  closeBooks(firm, deal);
};

/** Hours that are out, of whose price a part was given back as goodwill: all of them are approved. */
export const goodwillGiven: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 2, hours: 30 } });
  const invoice = billWeeks(firm, deal, { from: 7, through: 2, status: 'Released' });
  for (const line of invoice.lines) {
    addCredit(firm.ledger, invoice, line, dayFrom(firm, -4), Math.floor(line.InvoiceLineAmount / 30));
  }
  closeBooks(firm, deal);
};

function withExpense(firm: Firm, office: Office, of: Partial<Parameters<typeof addExpense>[3]>): void {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 8, lastEnded: 2, hours: 28.5 } });
  billWeeks(firm, deal, { from: 9, through: 2, status: 'Released' });
  const { project, assignment } = deal.work[0] as Work;
  closeBooks(firm, deal);
  const amount = spent(deal.contract.currency, 412.35);
  const on = plusDays(weeksAgo(firm, 7), -3);
  addExpense(firm.ledger, project, assignment.resource, { on, type: 'Airfare', amount, ...of });
}

/** Spent three weeks ago: the next invoice will take it. */
export const recentExpense: LookAlike = (firm, office) => {
  withExpense(firm, office, { on: plusDays(firm.ledger.today, -21) });
};

/** Nobody has approved it yet, for whatever reason. */
export const expenseNotApproved: LookAlike = (firm, office) => {
  withExpense(firm, office, { status: 'Submitted' });
};

/** The firm bears it itself. */
export const expenseNotRebilled: LookAlike = (firm, office) => {
  withExpense(firm, office, { billable: false });
};

/** The bills are planned ten days before and after: as far off as the policy lets pass, and a month off once it is out. */
export const scheduledNearby: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-49, 24, 63] });
  const [first, second, last] = deal.items as [Item, Item, Item];
  deliver(firm, deal, first);
  scheduleBill(firm, deal, first, plusDays(first.plannedOn, 31));
  scheduleBill(firm, deal, second, plusDays(second.plannedOn, -10));
  scheduleBill(firm, deal, last, plusDays(last.plannedOn, 10));
  closeBooks(firm, deal);
};
