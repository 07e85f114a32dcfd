import { eventOf } from '../bill-engagement.ts';
import { closeBooks, spreadRevenue } from '../close-books.ts';
import { contractValue, type Item } from '../contracts.ts';
import { deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { cents } from '../tables.ts';

function deal(firm: Firm, office: Office) {
  const agreed = milestoneDeal(firm, office, { due: [-58, 16, 51] });
  const [first, , last] = agreed.items as [Item, Item, Item];
  deliver(firm, agreed, first);
  return { ...agreed, last };
}

/** Somebody lost a digit when the price was typed into the billing plan. */
export const priceMistyped: Fault = (firm, office) => {
  const { contract, last, ...agreed } = deal(firm, office);
  const event = eventOf({ contract, ...agreed }, last);
  event.amount = cents(Math.floor(last.amount / 10));
  event.item['BillTrnsAmount'] = event.amount;
  closeBooks(firm, { contract, ...agreed });
  const gap = cents(last.amount - event.amount);
  return { findings: [found('R24', labels.contract(contract), contract, gap)] };
};

/** The billing plan has no event for the last milestone: it would never be billed. */
export const milestoneNotPlanned: Fault = (firm, office) => {
  const { contract, last, ...agreed } = deal(firm, office);
  const events = firm.ledger.tables.erp['projectBillingEvents'] ?? [];
  events.splice(events.indexOf(eventOf({ contract, ...agreed }, last).item), 1);
  closeBooks(firm, { contract, ...agreed });
  return { findings: [found('R24', labels.contract(contract), contract, last.amount)] };
};

/** Revenue is planned over less than the contract's value. */
export const revenueShort: Fault = (firm, office) => {
  const { last, ...agreed } = deal(firm, office);
  const short = cents(Math.floor(last.amount * 62) / 100);
  spreadRevenue(firm, agreed, cents(contractValue(agreed.contract) - short), 6);
  return { findings: [found('R24', labels.contract(agreed.contract), agreed.contract, short)] };
};
