import type { ChangeOrder } from '../amend.ts';
import { billItems } from './bill-engagement.ts';
import { closeBooks } from './close-books.ts';
import type { Item } from './contracts.ts';
import { dayFrom, deliver, milestoneDeal } from './deals.ts';
import { type Firm, officeOf } from './offices.ts';
import { quote } from './prices.ts';
import { cents } from './tables.ts';

/** A change order to play: nothing is wrong with the contract until it is signed. */
export interface Play extends ChangeOrder {
  /** The draft that bills what is dropped, and is about to go out. */
  invoiceNumber: string;
}

/** What can be played on the firm, in this order, each once. */
export interface Scenario {
  amendments: Play[];
}

const offices = ['DE01', 'DE01', 'US01', 'GB01', 'DE01', 'FR01'];

/** A running contract whose last milestone, payable in advance, stands on a draft. */
function playOn(firm: Firm, code: string): Play {
  const office = officeOf(firm, code);
  const { currency } = office.entity;
  const deal = milestoneDeal(firm, office, { due: [-75, -30, 18, 46, 88], free: [4] });
  const { contract } = deal;
  const [first, second, , , last] = deal.items as [Item, Item, Item, Item, Item];
  deliver(firm, deal, first);
  deliver(firm, deal, second);
  const draft = billItems(firm, deal, [last], { on: dayFrom(firm, -2), status: 'Draft' });
  closeBooks(firm, deal);
  const amount = cents(last.amount + quote(currency, 24_000));
  return {
    contractNumber: contract.number,
    drop: [last.record.Id],
    add: [{ name: 'Extended support', amount, plannedOn: dayFrom(firm, 96) }],
    invoiceNumber: String(draft.record['InvoiceNumber']),
  };
}

/** Sets up what scenarios are played on. */
export function prepareScenario(firm: Firm): Scenario {
  return { amendments: offices.map((code) => playOn(firm, code)) };
}
