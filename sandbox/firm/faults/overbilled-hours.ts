import { addInvoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Engagement, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';

const ofLine = (rule: string, { contract }: Engagement, amount: number) =>
  found(rule, labels.sold(contract.items[0] as Item, contract), contract, amount);

/** A week that nobody has approved is out, while a later one that is approved waits for its invoice. */
export const unapprovedTimeIssued: Fault = (firm, office) => {
  const weeks = { count: 7, lastEnded: 1, hours: 30.25, without: [4] };
  const deal = hourDeal(firm, office, { sold: 420, weeks });
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 4), firm.chance.whole(60, 120) / 4, 'Submitted');
  billWeeks(firm, deal, { from: 8, through: 2, status: 'Released', pending: true });
  closeBooks(firm, deal);
  return { findings: [ofLine('R17', deal, card.amount)] };
};

/** The same hours went out twice. */
export const timeIssuedAgain: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 5, lastEnded: 3, hours: 31.5 } });
  const { contract } = deal;
  const { events, service, amount } = billWeeks(firm, deal, { from: 7, through: 3, status: 'Released' });
  const again = addInvoice(firm.ledger, contract, { events, on: dayFrom(firm, -5), status: 'Released', ...service });
  closeBooks(firm, deal);
  return { findings: [found('R16', labels.line(again), contract, amount), ofLine('R17', deal, amount)] };
};
