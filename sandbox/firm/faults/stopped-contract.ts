import { closeBooks } from '../close-books.ts';
import { type Item, setContractStatus } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import type { Project } from '../delivery.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { setStage } from '../project-records.ts';
import { cents } from '../tables.ts';

/** The contract was terminated, and the ERP still plans to bill what will never be delivered. */
export const terminatedAndPlanned: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-60, 19, 52] });
  const { contract } = deal;
  const [first, ...rest] = deal.items as [Item, ...Item[]];
  deliver(firm, deal, first);
  closeBooks(firm, deal);
  const on = dayFrom(firm, -11);
  setContractStatus(firm.ledger, contract, 'Terminated', on);
  setStage(firm.ledger, deal.projects[0] as Project, 'Canceled', on);
  const planned = cents(rest.reduce((total, { amount }) => total + amount, 0));
  return { findings: [found('R26', labels.contract(contract), contract, planned)] };
};

/** The contract was put on hold two weeks ago, and somebody has worked on since. */
export const onHoldAndWorkedOn: Fault = (firm, office) => {
  const weeks = { count: 7, lastEnded: 1, hours: 28.25, without: [1] };
  const deal = hourDeal(firm, office, { sold: 380, weeks });
  const { contract } = deal;
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released' });
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 1), firm.chance.whole(60, 150) / 4);
  closeBooks(firm, deal);
  setContractStatus(firm.ledger, contract, 'On Hold', weeksAgo(firm, 2));
  setStage(firm.ledger, deal.projects[0] as Project, 'On Hold', weeksAgo(firm, 2));
  return { findings: [found('R26', labels.contract(contract), contract, card.amount)] };
};
