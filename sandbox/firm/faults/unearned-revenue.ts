import { eventOf } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { recognize } from '../revenue.ts';
import { cents } from '../tables.ts';

/** Somebody's weeks, billed and recognised. */
function recognizedWork(firm: Firm, office: Office) {
  const hours = firm.chance.whole(80, 140) / 4;
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 4, lastEnded: 2, hours } });
  const { amount } = billWeeks(firm, deal, { from: 6, through: 2, status: 'Released' });
  recognize(firm.ledger, deal.contract, { amount, on: dayFrom(firm, -8) });
  return { deal, amount };
}

/** A week is recognised that nobody has approved. */
export const unapprovedWorkRecognized: Fault = (firm, office) => {
  const { deal } = recognizedWork(firm, office);
  const card = bookWeek(firm, deal.work[0] as Work, weeksAgo(firm, 1), 28.5, 'Submitted');
  recognize(firm.ledger, deal.contract, { amount: card.amount, on: dayFrom(firm, -3) });
  closeBooks(firm, deal);
  return { findings: [found('R25', labels.contract(deal.contract), deal.contract, card.amount)] };
};

/** The same work is recognised once more. */
export const workRecognizedTwice: Fault = (firm, office) => {
  const { deal, amount } = recognizedWork(firm, office);
  recognize(firm.ledger, deal.contract, { amount, on: dayFrom(firm, -4) });
  closeBooks(firm, deal);
  return { findings: [found('R25', labels.contract(deal.contract), deal.contract, amount)] };
};

const eventId = (...of: Parameters<typeof eventOf>) => eventOf(...of).item['EventId'] as number;

/** A milestone is recognised on its planned date, and the customer has not signed it off. */
export const recognizedBeforeAcceptance: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-52, -4, 60] });
  const [first, item] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  const part = cents(Math.floor(item.amount * firm.chance.whole(30, 100)) / 100);
  recognize(firm.ledger, deal.contract, { amount: first.amount, on: first.plannedOn, eventId: eventId(deal, first) });
  recognize(firm.ledger, deal.contract, { amount: part, on: item.plannedOn, eventId: eventId(deal, item) });
  closeBooks(firm, deal);
  return { findings: [found('R25M', labels.milestone(item, deal.contract), deal.contract, part)] };
};

/** A milestone is accepted, and more is recognised for it than it is worth. */
export const recognizedAbovePrice: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, 44] });
  const item = deal.items[0] as Item;
  deliver(firm, deal, item);
  const more = cents(Math.floor(item.amount * 12) / 100);
  const amount = cents(item.amount + more);
  recognize(firm.ledger, deal.contract, { amount, on: item.plannedOn, eventId: eventId(deal, item) });
  closeBooks(firm, deal);
  return { findings: [found('R25M', labels.milestone(item, deal.contract), deal.contract, more)] };
};

/** Progress that was recognised and not billed: an amount for each of the days, which are counted from today. */
function progressNotBilled(days: readonly number[]): Fault {
  return (firm, office) => {
    const { ledger } = firm;
    const deal = milestoneDeal(firm, office, { due: [-240, 40] });
    const [first, second] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    recognize(ledger, deal.contract, { amount: first.amount, on: first.plannedOn, eventId: eventId(deal, first) });
    const part = cents(Math.floor(second.amount * firm.chance.whole(15, 30)) / 100);
    for (const day of days)
      recognize(ledger, deal.contract, { amount: part, on: dayFrom(firm, day), eventId: ledger.podId() });
    closeBooks(firm, deal);
    const aged = cents(days.filter((day) => day < -185).length * part);
    return { findings: [found('R25A', labels.contract(deal.contract), deal.contract, aged)] };
  };
}

/** Progress was recognised more than half a year ago and nothing is billed for it. */
export const oldProgressNotBilled = progressNotBilled([-200]);

/** The same in three steps, the last of which is recent. */
export const progressInSteps = progressNotBilled([-225, -195, -60]);
