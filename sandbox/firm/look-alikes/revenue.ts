import { eventOf } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import { recognize } from '../revenue.ts';
import { cents } from '../tables.ts';

const eventId = (...of: Parameters<typeof eventOf>) => eventOf(...of).item['EventId'] as number;

/** Approved work is recognised; only half of it is billed yet. */
export const workRecognized: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 4, lastEnded: 1, hours: 28.5 } });
  billWeeks(firm, deal, { from: 5, through: 3, status: 'Released' });
  const amount = cents((deal.work[0]?.cards ?? []).reduce((total, card) => total + card.amount, 0));
  recognize(firm.ledger, deal.contract, { amount, on: dayFrom(firm, -3) });
  closeBooks(firm, deal);
};

/** A milestone is recognised when it is accepted. */
export const recognizedOnAcceptance: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-45, 33] });
  const item = deal.items[0] as Item;
  deliver(firm, deal, item);
  recognize(firm.ledger, deal.contract, { amount: item.amount, on: item.plannedOn, eventId: eventId(deal, item) });
  closeBooks(firm, deal);
};

/** Recognised too early, and taken back. */
export const recognizedAndReversed: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-6, 54] });
  const item = deal.items[0] as Item;
  for (const sign of [1, -1]) {
    const on = dayFrom(firm, -4 + Math.min(sign, 0));
    recognize(firm.ledger, deal.contract, { amount: sign * item.amount, on, eventId: eventId(deal, item) });
  }
  closeBooks(firm, deal);
};

/** Nobody has to sign it off, so it may be earned as it is done. */
export const recognizedWithoutSignOff: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [14, 60], free: [0] });
  const item = deal.items[0] as Item;
  const amount = cents(Math.floor(item.amount * 60) / 100);
  recognize(firm.ledger, deal.contract, { amount, on: dayFrom(firm, -5), eventId: eventId(deal, item) });
  closeBooks(firm, deal);
};

/** Progress was recognised and is not billed, for less than half a year. */
export const progressLately: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-190, 30] });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  recognize(firm.ledger, deal.contract, { amount: first.amount, on: first.plannedOn, eventId: eventId(deal, first) });
  const part = cents(Math.floor(second.amount * 40) / 100);
  recognize(firm.ledger, deal.contract, { amount: part, on: dayFrom(firm, -150), eventId: firm.ledger.podId() });
  closeBooks(firm, deal);
};
