import { undisputed } from '../fusion/billing.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { Contract } from './contracts.ts';
import { convert, corporateRate } from './exchange-rates.ts';
import { type Ledger, plusDays } from './tables.ts';

/** What receivables keep of an invoice that is out: open in full, and converted where it is in foreign money. */
export function addReceivable(
  ledger: Ledger,
  { entity, currency }: Contract,
  { on, record, amount }: { on: string; record: PodItem; amount: number },
): PodItem {
  const CustomerTransactionId = ledger.podId();
  const DueDate = plusDays(on, 30);
  const receivable = ledger.pod('receivablesInvoices', on, {
    CustomerTransactionId,
    TransactionNumber: record['InvoiceNumber'],
    CrossReference: String(record['InvoiceId']),
    BusinessUnit: entity.name,
    DueDate,
    InvoiceStatus: 'Complete',
    InvoiceCurrencyCode: currency,
    InvoiceBalanceAmount: amount,
    ...undisputed(CustomerTransactionId, ledger.podId(), DueDate, amount),
  });
  if (currency !== entity.currency) convert(receivable, on, corporateRate(ledger, currency, entity.currency, on));
  return receivable;
}
