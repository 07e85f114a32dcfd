import { approveLately, billItems, holdPlan } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';

/** Approved for weeks, and held at what it bills: it is not to go out. */
export const approvedAndHeld: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-24, 45] });
  deliver(firm, deal, deal.items[0] as Item, 'Approved');
  closeBooks(firm, deal);
  holdPlan(firm, deal, dayFrom(firm, -20));
};

/** A draft of two weeks ago that was approved on the last business day. */
export const approvedLately: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 2, hours: 29 } });
  approveLately(firm, billWeeks(firm, deal, { from: 7, through: 2, status: 'Approved' }));
  closeBooks(firm, deal);
};

/** A draft of two weeks ago: nobody has approved it, so that it is not ready. */
export const draftOfLong: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, 45], free: [1] });
  deliver(firm, deal, deal.items[0] as Item);
  billItems(firm, deal, [deal.items[1] as Item], { on: dayFrom(firm, -14), status: 'Draft' });
  closeBooks(firm, deal);
};
