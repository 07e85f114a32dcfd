import type { Installment } from '../fusion/billing.ts';
import type { Invoice } from './billing.ts';
import type { Ledger } from './tables.ts';

/** A customer refuses to pay a part of an invoice that is out. */
export function addDispute(
  ledger: Ledger,
  { receivable }: Invoice,
  of: { amount: number; on: string; owner: string | null },
): void {
  if (receivable === undefined) throw new Error('an invoice that is not out can not be in dispute');
  const [installment] = receivable['receivablesInvoiceInstallments'] as Installment[];
  const [flexfield] = receivable['receivablesInvoiceDFF'] as { disputeOwner: string | null }[];
  if (installment === undefined || flexfield === undefined) throw new Error('an invoice without an installment');
  installment.DisputeAmount = of.amount;
  installment.DisputeDate = of.on;
  flexfield.disputeOwner = of.owner;
  ledger.changed(receivable, of.on);
}

/** The customer and the firm agree. Who looked after it still stands there. */
export function settleDispute(ledger: Ledger, { receivable }: Invoice, on: string): void {
  const [installment] = (receivable?.['receivablesInvoiceInstallments'] ?? []) as Installment[];
  if (receivable === undefined || installment === undefined) throw new Error('an invoice that is not in dispute');
  installment.DisputeAmount = null;
  installment.DisputeDate = null;
  ledger.changed(receivable, on);
}
