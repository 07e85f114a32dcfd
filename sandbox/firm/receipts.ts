import type { PodItem } from '../fusion/pod.ts';
import type { Contract } from './contracts.ts';
import type { Ledger } from './tables.ts';

/** Cash that came in for a contract, the invoices that it is applied to, and what is left of it. */
export function addReceipt(
  ledger: Ledger,
  { entity, currency, customer }: Contract,
  of: { on: string; amount: number; unapplied: number; references: readonly object[] },
): PodItem {
  return ledger.pod('standardReceipts', of.on, {
    StandardReceiptId: ledger.podId(),
    ReceiptNumber: `RC-${String((ledger.tables.erp['standardReceipts']?.length ?? 0) + 1).padStart(6, '0')}`,
    BusinessUnit: entity.name,
    Currency: currency,
    ReceiptDate: of.on,
    Amount: of.amount,
    UnappliedAmount: of.unapplied,
    CustomerAccountNumber: customer.number,
    remittanceReferences: of.references,
  });
}

/** Cash that came in and was applied to nothing. */
export function addUnapplied(ledger: Ledger, contract: Contract, amount: number, on: string): PodItem {
  return addReceipt(ledger, contract, { on, amount, unapplied: amount, references: [] });
}
