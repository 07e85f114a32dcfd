import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { addDispute, settleDispute } from '../disputes.ts';
import type { LookAlike } from '../manifest.ts';

/** A dispute of last week that somebody looks after. */
export const disputeLookedAfter: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-24, 39] });
  const invoice = deliver(firm, deal, deal.items[0] as Item);
  addDispute(firm.ledger, invoice, { amount: 1250.5, on: dayFrom(firm, -8), owner: 'Account team' });
  closeBooks(firm, deal);
};

/** A dispute that went on for a month without an owner, and was settled. */
export const disputeSettled: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-44, 41] });
  const invoice = deliver(firm, deal, deal.items[0] as Item);
  addDispute(firm.ledger, invoice, { amount: 980.25, on: dayFrom(firm, -35), owner: null });
  settleDispute(firm.ledger, invoice, dayFrom(firm, -2));
  closeBooks(firm, deal);
};
