import { closeBooks } from '../close-books.ts';
import { addCustomer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { addUnapplied } from '../receipts.ts';
import { cents } from '../tables.ts';

/** A customer pays for an overdue invoice, and nobody applies it. `share` is how many percent of the invoice it pays. */
function notApplied(share: (whole: (from: number, to: number) => number) => number): Fault {
  return (firm, office) => {
    const { ledger, names, chance } = firm;
    const { entity } = office;
    const customer = addCustomer(ledger, names.company(entity.country), entity, dayFrom(firm, -260));
    const deal = milestoneDeal(firm, office, { due: [-42, 36], special: { customer } });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    closeBooks(firm, deal);
    const percent = share((from, to) => chance.whole(from, to));
    const amount = cents(Math.floor(invoice.amount * percent) / 100);
    const receipt = addUnapplied(ledger, deal.contract, amount, dayFrom(firm, -chance.whole(14, 20)));
    return { findings: [found('R29U', labels.unapplied(receipt), deal.contract, amount)] };
  };
}

/** All of it. */
export const receiptNotApplied = notApplied(() => 100);

/** A part of it. */
export const partialReceiptNotApplied = notApplied((whole) => whole(20, 80));
