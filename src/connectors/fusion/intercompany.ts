import { z } from 'zod';
import { type DecimalText, readDecimal, sum } from '../../domain/decimal.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import type { ProjectInvoice } from './project-invoice.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, naturalKey, number, text } from './values.ts';

/** A project invoice from one company of the firm to another, with what each line charges of which project. */
export function chargeRecords(raw: ProjectInvoice, status: string): CanonicalRecord[] {
  const key = keyText(raw.InvoiceId);
  const currency = raw.InvoiceCurrencyCode ?? null;
  return [
    {
      kind: 'intercompany_charge',
      key,
      natural: naturalKey(raw.InvoiceNumber),
      legalEntity: raw.BusinessUnitName ?? undefined,
      values: {
        number: raw.InvoiceNumber ?? null,
        status,
        chargedOn: dateOf(raw.InvoiceDate),
        amount: raw.InvoiceAmount ?? null,
        currency,
      },
      refs: {},
    },
    ...(raw.InvoiceLines ?? []).map(
      (each): CanonicalRecord => ({
        kind: 'intercompany_charge_line',
        key: keyText(each.InvoiceLineId),
        values: {
          hours: each.Quantity ?? null,
          amount: each.InvoiceLineAmount ?? null,
          currency,
          serviceFrom: dateOf(each.ServiceFromDate),
          serviceTo: dateOf(each.ServiceToDate),
        },
        refs: { charge: { key }, project: each.ProjectId == null ? null : { key: keyText(each.ProjectId) } },
      }),
    ),
  ];
}

const payable = z.looseObject({
  InvoiceId: id,
  InvoiceNumber: text,
  BusinessUnit: text,
  InvoiceDate: text,
  InvoiceCurrency: text,
  CanceledFlag: z.boolean().nullish(),
  invoiceLines: z.array(z.looseObject({ LineType: text, LineAmount: number })).nullish(),
});

/** What is owed without taxes: the charge does not have them, and the books settle them otherwise. */
function netOf({ invoiceLines }: z.infer<typeof payable>): DecimalText | null {
  if (invoiceLines == null) return null;
  const amounts = invoiceLines.filter((line) => line.LineType !== 'Tax').map((line) => readDecimal(line.LineAmount));
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length < amounts.length ? null : sum(known);
}

const payableStates = new Map<boolean | null | undefined, string>([
  [true, 'cancelled'],
  [false, 'booked'],
]);

/** The other side of charges: what payables owe to companies of the firm. The number is that of the charge. */
export const payableStream = resourceStream({
  about: 'invoices (payables, those between companies) → intercompany payable',
  resource: 'invoices',
  key: 'InvoiceId',
  expand: 'invoiceLines',
  condition: ({ internal }) => `InvoiceSource = '${internal.payableSource}'`,
  kinds: ['intercompany_payable'],
  schema: payable,
  map: (raw) => {
    const natural = naturalKey(raw.InvoiceNumber);
    return [
      {
        kind: 'intercompany_payable',
        key: keyText(raw.InvoiceId),
        legalEntity: raw.BusinessUnit ?? undefined,
        values: {
          number: raw.InvoiceNumber ?? null,
          status: payableStates.get(raw.CanceledFlag) ?? null,
          bookedOn: dateOf(raw.InvoiceDate),
          amount: netOf(raw),
          currency: raw.InvoiceCurrency ?? null,
        },
        refs: { charge: natural === undefined ? null : { natural } },
      },
    ];
  },
});
