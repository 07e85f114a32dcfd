import { billTime } from '../bill-engagement.ts';
import { addCredit } from '../billing.ts';
import { billedOf, closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import { addProject, type Project } from '../delivery.ts';
import { bookWeek, sign, type Work } from '../engagement.ts';
import type { LookAlike } from '../manifest.ts';
import { rateOf } from '../prices.ts';
import { addPurchaseOrder, setStage } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** Three weeks of approved time are not billed yet: not for long enough to ask. */
export const recentTime: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 480, weeks: { count: 9, lastEnded: 0, hours: 29 } });
  billWeeks(firm, deal, { from: 8, through: 3, status: 'Released' });
  closeBooks(firm, deal);
};

/** A draft for a period that still runs bills time that is not approved yet: its cut-off is to come. */
export const unapprovedBeforeCutOff: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 260, weeks: { count: 2, lastEnded: 1, hours: 30 } });
  bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 0), 27.5, 'Submitted');
  const from = plusDays(weeksAgo(firm, 2), -6);
  const through = plusDays(firm.ledger.today, 6);
  billTime(firm, deal, { from, through, on: dayFrom(firm, -1), status: 'Draft', pending: true });
  closeBooks(firm, deal);
};

/** Everything that was agreed at most is billed, and not a cent more. */
export const limitReachedExactly: LookAlike = (firm, office) => {
  const role = 'Manager';
  const limit = rateOf(office.entity.currency, role) * 240;
  const deal = hourDeal(firm, office, { role, sold: 300, limit, weeks: { count: 8, lastEnded: 2, hours: 30 } });
  billWeeks(firm, deal, { from: 9, through: 6, status: 'Released' });
  billWeeks(firm, deal, { from: 5, through: 2, status: 'Draft' });
  closeBooks(firm, deal);
};

/** The purchase order is as large as what is out and the draft together; a credited invoice does not use it up. */
export const purchaseOrderCoversExactly: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-66, -40, -20, 45], special: { poRequired: true } });
  const [first, second, third] = deal.items as [Item, Item, Item];
  deliver(firm, deal, first);
  const wrong = deliver(firm, deal, second);
  for (const line of wrong.lines) addCredit(firm.ledger, wrong, line, dayFrom(firm, -30));
  deliver(firm, deal, third, 'Draft');
  closeBooks(firm, deal);
  addPurchaseOrder(firm.ledger, deal.projects[0] as Project, { amount: billedOf(deal) - wrong.amount });
};

/** A part of the work is over: its project is closed in PSA and in the ERP, while the contract goes on. */
export const closedEverywhere: LookAlike = (firm, office) => {
  const special = { fixedProjects: 2 };
  const deal = milestoneDeal(firm, office, { due: [-120, -100, 20, 60], special });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  deliver(firm, deal, second);
  setStage(firm.ledger, deal.projects[0] as Project, 'Completed', dayFrom(firm, -60));
  closeBooks(firm, deal);
};

/** A side project that nobody pays for, and that the ERP therefore does not have. */
export const unpaidProject: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, 20] });
  deliver(firm, deal, deal.items[0] as Item);
  const of = { items: [], on: dayFrom(firm, -40), inErp: false, billable: false, name: 'Internal review' };
  deal.projects.push(addProject(firm.ledger, deal.contract, of));
  closeBooks(firm, deal);
};

/** A contract signed the other day: its project is a draft, and the ERP does not have it yet. */
export const notBegun: LookAlike = (firm, office) => {
  const deal = sign(firm, office, {
    signedOn: dayFrom(firm, -9),
    fixed: [
      { name: 'Discovery', amount: 18_500, plannedOn: dayFrom(firm, 40) },
      { name: 'Architecture', amount: 27_250.5, plannedOn: dayFrom(firm, 75) },
    ],
    stage: 'Draft',
    inErp: false,
  });
  closeBooks(firm, deal);
};
