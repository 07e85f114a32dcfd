import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { Project } from '../delivery.ts';
import type { Engagement } from '../engagement.ts';
import { estimateMargin } from '../estimates.ts';
import { type Fault, found, labels, type Planted } from '../manifest.ts';
import { cents } from '../tables.ts';

/** How many percent of its revenue a project should keep. */
const floor = 20;

/** The project keeps less than it should: what is missing is the difference. */
function short(deal: Engagement, margin: number): Planted {
  const project = deal.projects[0] as Project;
  const revenue = estimateMargin(deal, project, margin);
  const missing = cents((revenue * (floor - margin)) / 100);
  return { findings: [found('R33', labels.budget(project), deal.contract, missing)] };
}

/** The price is fixed, and the work takes longer than it was sold for. */
export const costOverrun: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-49, 21, 70] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  return short(deal, firm.chance.whole(1, 18));
};

/** What was sold by the hour is done by those who cost more. */
export const teamTooDear: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { role: 'Principal', sold: 400, weeks: { count: 6, lastEnded: 2, hours: 28 } });
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  closeBooks(firm, deal);
  return short(deal, firm.chance.whole(1, 18));
};

/** It will cost more than it brings in. */
export const lossMaking: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-58, 28, 66] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  return short(deal, -firm.chance.whole(1, 25));
};
