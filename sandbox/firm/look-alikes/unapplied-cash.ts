import { payInFull } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { addCustomer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { addUnapplied } from '../receipts.ts';

/** A customer of its own with an invoice that went out so many days after a day. */
function billed(firm: Firm, office: Office, due: number) {
  const { ledger, names } = firm;
  const customer = addCustomer(ledger, names.company(office.entity.country), office.entity, dayFrom(firm, -240));
  const deal = milestoneDeal(firm, office, { due: [due, 38], special: { customer } });
  const invoice = deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  return { contract: deal.contract, invoice };
}

/** Cash on account for weeks, and nothing that it could be applied to is due. */
export const paidAhead: LookAlike = (firm, office) => {
  const { contract } = billed(firm, office, -13);
  addUnapplied(firm.ledger, contract, 4200.5, dayFrom(firm, -24));
};

/** Cash that came in on the last business day, for an invoice that is overdue. */
export const receivedLately: LookAlike = (firm, office) => {
  const { contract } = billed(firm, office, -42);
  addUnapplied(firm.ledger, contract, 3100.25, dayFrom(firm, -1));
};

/** The customer has paid everything, and more. */
export const overpaid: LookAlike = (firm, office) => {
  const { contract, invoice } = billed(firm, office, -42);
  payInFull(firm, invoice, dayFrom(firm, -17));
  addUnapplied(firm.ledger, contract, 75.4, dayFrom(firm, -17));
};
