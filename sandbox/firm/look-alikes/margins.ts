import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { addProject, type Project } from '../delivery.ts';
import { estimate, estimateMargin } from '../estimates.ts';
import type { LookAlike } from '../manifest.ts';
import { setStage } from '../project-records.ts';

/** A project keeps exactly what it should: half of what was budgeted. */
export const marginAtFloor: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-52, 26] });
  deliver(firm, deal, deal.items[0] as Item);
  estimateMargin(deal, deal.projects[0] as Project, 20);
  closeBooks(firm, deal);
};

/** A part of the work made a loss, and is over: nobody can change that any more. */
export const lossOfLong: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-120, -100, 20, 60], special: { fixedProjects: 2 } });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  deliver(firm, deal, second);
  estimateMargin(deal, deal.projects[0] as Project, -10);
  setStage(firm.ledger, deal.projects[0] as Project, 'Completed', dayFrom(firm, -60));
  closeBooks(firm, deal);
};

/** Work that the firm does for itself costs and brings in nothing. */
export const investment: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, 20] });
  deliver(firm, deal, deal.items[0] as Item);
  const of = { items: [], on: dayFrom(firm, -40), inErp: false, billable: false, name: 'Proposal' };
  const project = addProject(firm.ledger, deal.contract, of);
  deal.projects.push(project);
  estimate(project, { revenue: 0, cost: 12_500, budget: { revenue: 0, cost: 12_000 } });
  closeBooks(firm, deal);
};
