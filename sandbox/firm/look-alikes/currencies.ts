import { creditAndRebill, inCurrency } from '../bill-engagement.ts';
import type { Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { convert, corporateRate, foreignTo } from '../exchange-rates.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';

function foreignDeal(firm: Firm, office: Office) {
  const special = { currency: foreignTo(firm.chance, office.entity.currency) };
  const deal = milestoneDeal(firm, office, { due: [-71, -26, 38], special });
  const [first, second] = deal.items as [Item, Item];
  const invoices = [deliver(firm, deal, first), deliver(firm, deal, second)] as const;
  closeBooks(firm, deal);
  return { deal, invoices };
}

/** A contract in foreign money, as agreed, converted at the rate of the day. */
export const convertedAsThePolicySays: LookAlike = (firm, office) => {
  foreignDeal(firm, office);
};

/** Converted four tenths of a percent off: within what the policy lets pass. */
export const convertedWithinTolerance: LookAlike = (firm, office) => {
  const { deal, invoices } = foreignDeal(firm, office);
  for (const { receivable, issuedOn } of invoices) {
    const policy = corporateRate(firm.ledger, deal.contract.currency, office.entity.currency, issuedOn);
    convert(receivable as NonNullable<Invoice['receivable']>, issuedOn, policy * 1.004);
  }
};

/** Billed in the wrong currency by mistake, credited in full, and billed again in the right one. */
export const wrongCurrencyCredited: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-40, 35] });
  const invoice = deliver(firm, deal, deal.items[0] as Item);
  inCurrency(firm.ledger, invoice, foreignTo(firm.chance, deal.contract.currency));
  creditAndRebill(firm, deal, invoice, dayFrom(firm, -22));
  closeBooks(firm, deal);
};
