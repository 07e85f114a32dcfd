import type { OrgRecord } from '../force/org.ts';
import type { PodItem } from '../fusion/pod.ts';
import { type Ledger, plusDays } from './tables.ts';

// The firm's integration began to copy invoices into the CRM this long ago; what was out before is not there.
const copiedDays = 75;
const termDays = 30;

/** The CRM shows what of an invoice is still open, as the ERP said on a day. Null where it was told of no amount. */
export function addInvoiceCopy(ledger: Ledger, receivable: PodItem, openAmount: number | null, on: string): OrgRecord {
  return ledger.force('crm', 'ERP_Invoice__c', on, {
    Name: receivable['TransactionNumber'],
    Open_Amount__c: openAmount,
    CurrencyIsoCode: receivable['InvoiceCurrencyCode'],
  });
}

/** Copies what the ERP says of its younger invoices into the CRM, but for those of which something is copied already. */
export function copyInvoices(ledger: Ledger): void {
  const copied = new Set(ledger.tables.crm['ERP_Invoice__c']?.map(({ Name }) => Name));
  const firstDue = plusDays(ledger.today, termDays - copiedDays);
  for (const receivable of ledger.tables.erp['receivablesInvoices'] ?? []) {
    if (String(receivable['DueDate']) < firstDue || copied.has(receivable['TransactionNumber'])) continue;
    const open = receivable['InvoiceBalanceAmount'] as number;
    addInvoiceCopy(ledger, receivable, open, receivable.LastUpdateDate.slice(0, 10));
  }
}
