import { holdPlan } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { type Item, setContractStatus } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import type { Project } from '../delivery.ts';
import type { LookAlike } from '../manifest.ts';
import { setStage } from '../project-records.ts';
import { plusDays } from '../tables.ts';

/** Terminated, and everything that was planned is held. */
export const terminatedAndHeld: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-60, 19, 52] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const on = dayFrom(firm, -11);
  holdPlan(firm, deal, on);
  setContractStatus(firm.ledger, deal.contract, 'Terminated', on);
  setStage(firm.ledger, deal.projects[0] as Project, 'Canceled', on);
};

/** Put on hold in the middle of the last week that was worked, which nobody has billed yet. */
export const workedUntilTheHold: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 380, weeks: { count: 7, lastEnded: 1, hours: 28.25 } });
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  closeBooks(firm, deal);
  const on = plusDays(weeksAgo(firm, 1), -2);
  setContractStatus(firm.ledger, deal.contract, 'On Hold', on);
  setStage(firm.ledger, deal.projects[0] as Project, 'On Hold', on);
};
