import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { Project } from '../delivery.ts';
import type { Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { cents } from '../tables.ts';

/** Delivery has begun; nobody has opened the project in the ERP. What is not billed yet can't be. */
export const projectMissingInErp: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-52, 18, 58], special: { inErp: false } });
  const [first, ...rest] = deal.items as [Item, ...Item[]];
  deliver(firm, deal, first);
  closeBooks(firm, deal);
  const open = cents(rest.reduce((total, item) => total + item.amount, 0));
  return { findings: [found('R12', labels.project(deal.projects[0] as Project), deal.contract, open)] };
};

/** The ERP closed the project at the end of the year; people still work on it. */
export const projectClosedInErp: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 500, weeks: { count: 9, lastEnded: 0, hours: 28.5 } });
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  closeBooks(firm, deal);
  const project = deal.projects[0] as Project;
  if (project.erp !== undefined) {
    project.erp['ProjectStatus'] = 'Closed';
    firm.ledger.changed(project.erp, dayFrom(firm, -15));
  }
  const { cards } = deal.work[0] as Work;
  const open = cents(cards.filter((card) => !card.billed).reduce((total, card) => total + card.amount, 0));
  return { findings: [found('R12', labels.project(project), deal.contract, open)] };
};
