import { addPayment, type Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { addInvoiceCopy } from '../invoice-copies.ts';
import type { LookAlike } from '../manifest.ts';
import { cents } from '../tables.ts';

/** An invoice of which half is paid, and what the CRM shows of it. */
function halfPaid(shown: (invoice: Invoice, open: number) => number | null): LookAlike {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-37, 34] });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    const half = cents(Math.floor(invoice.amount * 50) / 100);
    addPayment(firm.ledger, invoice, half, dayFrom(firm, -9));
    closeBooks(firm, deal);
    const open = shown(invoice, cents(invoice.amount - half));
    if (invoice.receivable !== undefined) addInvoiceCopy(firm.ledger, invoice.receivable, open, dayFrom(firm, -8));
  };
}

/** What is still open. */
export const partPaymentShown = halfPaid((_invoice, open) => open);

/** Nothing: whoever made the copy left the amount out. */
export const copyWithoutAmount = halfPaid(() => null);

/** Less than is open: somebody knows of a payment that the ERP has not seen yet. */
export const copyAhead = halfPaid((_invoice, open) => cents(Math.floor(open * 50) / 100));
