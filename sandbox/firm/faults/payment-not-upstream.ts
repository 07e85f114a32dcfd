import { addPayment, type Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { addInvoiceCopy } from '../invoice-copies.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm } from '../offices.ts';
import { cents } from '../tables.ts';
import { addWriteOff } from '../write-offs.ts';

const partOf = ({ chance }: Firm, { amount }: Invoice) => cents(Math.floor(amount * chance.whole(20, 80)) / 100);

/** The CRM has an invoice as it went out, and nobody has told it what lowered it since. */
function notShown(lower: (firm: Firm, invoice: Invoice, on: string) => number): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-38, 35] });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    closeBooks(firm, deal);
    const { receivable, amount, issuedOn } = invoice;
    if (receivable !== undefined) addInvoiceCopy(firm.ledger, receivable, amount, issuedOn);
    const lowered = lower(firm, invoice, dayFrom(firm, -firm.chance.whole(4, 15)));
    return { findings: [found('R29P', labels.invoice(invoice), deal.contract, lowered)] };
  };
}

/** All of it was paid. */
export const paymentNotShown = notShown((firm, invoice, on) => {
  addPayment(firm.ledger, invoice, invoice.amount, on);
  return invoice.amount;
});

/** A part of it was paid. */
export const shortPaymentNotShown = notShown((firm, invoice, on) => {
  const paid = partOf(firm, invoice);
  addPayment(firm.ledger, invoice, paid, on);
  return paid;
});

/** A part of it was paid, and the rest was let go. */
export const writeOffNotShown = notShown((firm, invoice, on) => {
  const paid = partOf(firm, invoice);
  addPayment(firm.ledger, invoice, paid, on);
  const rest = cents(invoice.amount - paid);
  addWriteOff(firm.ledger, invoice, { amount: rest, on, by: 'AR.CLERK', approvedBy: 'CONTROLLER' });
  return invoice.amount;
});
