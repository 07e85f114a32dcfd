import { accept, billItems, creditAndRebill, eventOf } from '../bill-engagement.ts';
import { addCredit } from '../billing.ts';
import { changeTerms, everybody } from '../change-terms.ts';
import { closeBooks } from '../close-books.ts';
import { contractValue, type Item } from '../contracts.ts';
import { businessDaysBefore } from '../days.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import { quote } from '../prices.ts';
import { cents } from '../tables.ts';

/** Signed off on the last business day, and not billed yet: there is a week left for that. */
export const justAccepted: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, -1, 40] });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  accept(firm, deal, second, businessDaysBefore(firm.ledger.today, 1));
  closeBooks(firm, deal);
};

/** A change order that everybody was told of: the dropped milestone is cancelled, its event is for nothing. */
export const amendmentFollowed: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-60, -20, 30, 70] });
  const [first, second, , last] = deal.items as [Item, Item, Item, Item];
  deliver(firm, deal, first);
  deliver(firm, deal, second, 'Draft');
  const amount = cents(last.amount + quote(office.entity.currency, 9_000));
  const add = [{ name: 'Audit support', amount, plannedOn: dayFrom(firm, 80) }];
  changeTerms(firm, deal, { on: dayFrom(firm, -5), drop: [last], add }, everybody);
  closeBooks(firm, deal, { revenueMonths: 7 });
};

/** A billed milestone was dropped, the invoice credited in full, and the plan brought into line. */
export const droppedAndCredited: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-45, 20, 60] });
  const [first] = deal.items as [Item];
  const invoice = deliver(firm, deal, first);
  for (const line of invoice.lines) addCredit(firm.ledger, invoice, line, dayFrom(firm, -8));
  changeTerms(firm, deal, { on: dayFrom(firm, -9), drop: [first] }, everybody);
  closeBooks(firm, deal);
};

/** An advance: billed before anything is accepted, as agreed, once as a draft and once issued. */
export const billedWithoutSignOff: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-20, 15, 45], free: [0, 1] });
  const [first, second] = deal.items as [Item, Item];
  billItems(firm, deal, [first], { on: dayFrom(firm, -20), status: 'Released' });
  billItems(firm, deal, [second], { on: dayFrom(firm, -3), status: 'Draft' });
  closeBooks(firm, deal);
};

/** Billed too early by mistake, and taken back in full before anybody paid. */
export const billedAheadAndCredited: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-55, 21] });
  const [first, second] = deal.items as [Item, Item];
  deliver(firm, deal, first);
  const early = billItems(firm, deal, [second], { on: dayFrom(firm, -15), status: 'Released' });
  for (const line of early.lines) addCredit(firm.ledger, early, line, dayFrom(firm, -12));
  closeBooks(firm, deal);
};

/** The same milestone on two invoices, the first of which was taken back because of a wrong address. */
export const creditedAndBilledAgain: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-40, 35] });
  const [first] = deal.items as [Item];
  creditAndRebill(firm, deal, deliver(firm, deal, first), dayFrom(firm, -22));
  closeBooks(firm, deal);
};

/** A duplicate that somebody has noticed: the second invoice is credited in full. */
export const creditedDuplicate: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-40, 35] });
  const [first] = deal.items as [Item];
  deliver(firm, deal, first);
  const again = billItems(firm, deal, [first], { on: dayFrom(firm, -20), status: 'Released' });
  for (const line of again.lines) addCredit(firm.ledger, again, line, dayFrom(firm, -18));
  closeBooks(firm, deal);
};

/** The ERP plans four tenths of a percent less than was sold: within what the policy lets pass. */
export const withinTolerance: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-50, 20, 60] });
  const [first, , last] = deal.items as [Item, Item, Item];
  deliver(firm, deal, first);
  const event = eventOf(deal, last);
  event.amount = cents(last.amount - Math.floor(contractValue(deal.contract) * 0.4) / 100);
  event.item['BillTrnsAmount'] = event.amount;
  closeBooks(firm, deal);
};
