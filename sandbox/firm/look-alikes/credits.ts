import { creditAndRebill } from '../bill-engagement.ts';
import { addCredit } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import { billWeeks, dayFrom, hourDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';

/** Two weeks were billed and credited, and the PSA knows: they wait for their next invoice. */
export const creditReachedPsa: LookAlike = (firm, office) => {
  const { ledger } = firm;
  const deal = hourDeal(firm, office, { sold: 320, weeks: { count: 2, lastEnded: 1, hours: 31.25 } });
  const invoice = billWeeks(firm, deal, { from: 2, through: 1, status: 'Released' });
  for (const line of invoice.lines) addCredit(ledger, invoice, line, dayFrom(firm, -1));
  const cards = new Set(deal.work.flatMap((work) => work.cards.map(({ record }) => record.Id)));
  for (const split of ledger.tables.psa['pse__Timecard__c'] ?? []) {
    if (cards.has(String(split['pse__Timecard_Header__c']))) split['pse__Billing_Event_Item__c'] = null;
  }
  closeBooks(firm, deal);
};

/** Hours that were credited because of a wrong address, and went out again. */
export const hoursCreditedAndRebilled: LookAlike = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 400, weeks: { count: 6, lastEnded: 3, hours: 28 } });
  const invoice = billWeeks(firm, deal, { from: 8, through: 3, status: 'Released' });
  creditAndRebill(firm, deal, invoice, dayFrom(firm, -9));
  closeBooks(firm, deal);
};
