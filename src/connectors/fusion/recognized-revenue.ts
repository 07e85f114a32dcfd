import { z } from 'zod';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, number, text } from './values.ts';

const bases = new Map([
  ['EI', 'work'],
  ['EVT', 'event'],
]);

/** What of a contract has been recognised, transaction by transaction: expenditure items and events. */
export const recognizedRevenueStream = resourceStream({
  about: 'projectContractRevenue → recognised revenue',
  resource: 'projectContractRevenue',
  key: 'RevenueDistributionId',
  kinds: ['recognized_revenue'],
  schema: z.looseObject({
    RevenueDistributionId: id,
    BillingTypeCode: text,
    BillTransactionTypeCode: text,
    TransactionId: id.nullish(),
    AccountingDate: text,
    ContractId: id.nullish(),
    ContractCurrencyCode: text,
    ContractCurrencyRevenueAmount: number,
  }),
  map: (raw) => {
    if (raw.BillingTypeCode === 'IC' || raw.BillingTypeCode === 'IP') return [];
    const basis = bases.get(raw.BillTransactionTypeCode ?? '') ?? null;
    const event = basis === 'event' && raw.TransactionId != null ? { key: keyText(raw.TransactionId) } : null;
    return [
      {
        kind: 'recognized_revenue',
        key: keyText(raw.RevenueDistributionId),
        values: {
          basis,
          recognizedOn: dateOf(raw.AccountingDate),
          amount: raw.ContractCurrencyRevenueAmount ?? null,
          currency: raw.ContractCurrencyCode ?? null,
        },
        refs: { contract: raw.ContractId == null ? null : { key: keyText(raw.ContractId) }, billingEvent: event },
      },
    ];
  },
});
