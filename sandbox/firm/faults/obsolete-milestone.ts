import { eventOf } from '../bill-engagement.ts';
import { changeTerms, everybody } from '../change-terms.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { cents } from '../tables.ts';

/** A price was lowered after the milestone had been billed: all plans follow, the invoice that went out does not. */
export const priceLoweredAfterInvoice: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-48, 20, 60] });
  const item = deal.items[0] as Item;
  const invoice = deliver(firm, deal, item);
  const by = cents(Math.floor(item.amount * 17) / 100);
  changeTerms(firm, deal, { on: dayFrom(firm, -9), reduce: [{ item, by }] }, everybody);
  closeBooks(firm, deal, { revenueMonths: 5 });
  return { findings: [found('R03', labels.line(invoice), deal.contract, by)] };
};

/**
 * A milestone was dropped after it had been billed. Delivery has followed; what is invoiced can't be taken out of the
 * billing plan, so that it differs as long as nobody credits the invoice.
 */
export const droppedAfterInvoice: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-48, 20, 60] });
  const { contract } = deal;
  const item = deal.items[0] as Item;
  const { amount } = item;
  const invoice = deliver(firm, deal, item);
  changeTerms(firm, deal, { on: dayFrom(firm, -9), drop: [item] }, { psa: true, erp: false });
  eventOf(deal, item).item['InvoicedFlag'] = 'Y';
  closeBooks(firm, deal);
  return {
    findings: [
      found('R02', labels.amendment(contract), contract, amount),
      found('R03', labels.line(invoice), contract, amount),
      found('R24', labels.contract(contract), contract, amount),
    ],
  };
};
