import type { PodItem } from '../fusion/pod.ts';
import type { Contract } from './contracts.ts';
import type { Ledger } from './tables.ts';

/** Recognises revenue for work, or for the event that is given, in the month of a day. */
export function recognize(
  ledger: Ledger,
  contract: Contract,
  of: { amount: number; on: string; eventId?: number },
): PodItem {
  return ledger.pod('projectContractRevenue', of.on, {
    RevenueDistributionId: ledger.podId(),
    BillingTypeCode: 'EX',
    BillTransactionTypeCode: of.eventId === undefined ? 'EI' : 'EVT',
    TransactionId: of.eventId ?? ledger.podId(),
    AccountingDate: of.on,
    ContractId: contract.erp['ContractId'],
    ContractCurrencyCode: contract.currency,
    ContractCurrencyRevenueAmount: of.amount,
  });
}
