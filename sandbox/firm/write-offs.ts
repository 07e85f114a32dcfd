import type { PodItem } from '../fusion/pod.ts';
import type { Invoice } from './billing.ts';
import { cents, type Ledger } from './tables.ts';

/** What may be written off an invoice by whoever makes the adjustment, as the firm's policy has it. */
export const allowedAlone: Readonly<Record<string, number>> = { USD: 500, EUR: 500, GBP: 400, INR: 40_000 };

/** An adjustment of an invoice: what it takes off, who made it, and who has approved it, if anybody. */
export interface WriteOff {
  amount: number;
  on: string;
  by: string;
  approvedBy: string | null;
  status?: 'Approved' | 'Rejected' | 'Pending Approval';
  activity?: string;
  reason?: string;
}

/** Takes something off an invoice without cash. What is open of it goes down once that is approved. */
export function addWriteOff(ledger: Ledger, { receivable, contract }: Invoice, of: WriteOff): PodItem {
  if (receivable === undefined) throw new Error('an invoice that is not out can not be written off');
  const { status = 'Approved', activity = 'Bad Debt Write-off', reason = 'Uncollectible' } = of;
  if (status === 'Approved') {
    receivable['InvoiceBalanceAmount'] = cents((receivable['InvoiceBalanceAmount'] as number) - of.amount);
    ledger.changed(receivable, of.on);
  }
  return ledger.pod('receivablesAdjustments', of.on, {
    AdjustmentId: ledger.podId(),
    AdjustmentNumber: String((ledger.tables.erp['receivablesAdjustments']?.length ?? 0) + 10_001),
    AdjustmentType: 'Invoice',
    AdjustmentAmount: -of.amount,
    AdjustmentDate: of.on,
    AccountingDate: of.on,
    Status: status,
    ReceivablesActivity: activity,
    AdjustmentReason: reason,
    BusinessUnit: contract.entity.name,
    Currency: contract.currency,
    CustomerTransactionId: receivable['CustomerTransactionId'],
    TransactionNumber: receivable['TransactionNumber'],
    TransactionClass: 'Invoice',
    CreatedBy: of.by,
    ApprovedBy: of.approvedBy,
  });
}
