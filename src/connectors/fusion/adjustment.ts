import { z } from 'zod';
import { readDecimal, subtract } from '../../domain/decimal.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, number, saidText, text } from './values.ts';

/** Every status but these two is one of an adjustment that nobody has decided about. */
const decided: Readonly<Record<string, string>> = { Approved: 'approved', Rejected: 'rejected' };

/** What an adjustment takes off a balance: the pod writes it as a negative amount. */
function takenOff(amount: string | number | null | undefined) {
  const read = readDecimal(amount);
  return read === undefined ? (amount ?? null) : subtract('0', read);
}

/** Adjustments of receivables. */
export const adjustmentStream = resourceStream({
  about: 'receivablesAdjustments → write-off',
  resource: 'receivablesAdjustments',
  key: 'AdjustmentId',
  kinds: ['write_off'],
  schema: z.looseObject({
    AdjustmentId: id,
    AdjustmentNumber: text,
    AdjustmentAmount: number,
    AdjustmentDate: text,
    Status: text,
    ReceivablesActivity: text,
    AdjustmentReason: text,
    BusinessUnit: text,
    Currency: text,
    CustomerTransactionId: id.nullish(),
    CreatedBy: text,
    ApprovedBy: text,
  }),
  map: (raw) => [
    {
      kind: 'write_off',
      key: keyText(raw.AdjustmentId),
      legalEntity: raw.BusinessUnit ?? undefined,
      values: {
        number: raw.AdjustmentNumber ?? null,
        status: raw.Status ? (decided[raw.Status] ?? 'pending') : null,
        writtenOffOn: dateOf(raw.AdjustmentDate),
        amount: takenOff(raw.AdjustmentAmount),
        currency: raw.Currency ?? null,
        activity: raw.ReceivablesActivity ?? null,
        reason: raw.AdjustmentReason ?? null,
        madeBy: raw.CreatedBy || null,
        approvedBy: saidText(raw.ApprovedBy),
      },
      refs: {
        invoice: raw.CustomerTransactionId == null ? null : { key: `receivable:${keyText(raw.CustomerTransactionId)}` },
      },
    },
  ],
});
