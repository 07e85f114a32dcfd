import { z } from 'zod';
import type { CanonicalRecord } from '../../domain/record.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, naturalKey, number, saidText, text } from './values.ts';

const statuses: Record<string, string> = {
  Draft: 'draft',
  Submitted: 'draft',
  Approved: 'approved',
  Released: 'issued',
  Accepted: 'issued',
  Canceled: 'cancelled',
};

const line = z.looseObject({
  InvoiceLineId: id,
  LineNumber: z.int().nullish(),
  LineDescription: text,
  Quantity: number,
  InvoiceLineAmount: number,
  BillingEventId: id.nullish(),
  ProjectId: id.nullish(),
  ServiceFromDate: text,
  ServiceToDate: text,
  OutputTaxClassCode: text,
  LastUpdateDate: text,
});

const invoice = z.looseObject({
  InvoiceId: id,
  InvoiceNumber: text,
  InvoiceStatus: text,
  BusinessUnitName: text,
  ContractId: id.nullish(),
  InvoiceDate: text,
  InvoiceCurrencyCode: text,
  InvoiceAmount: number,
  InvoiceLines: z.array(line).nullish(),
});

function lineRecords(raw: z.infer<typeof line>, invoiceKey: string, currency: string | null): CanonicalRecord[] {
  const key = keyText(raw.InvoiceLineId);
  const amount = raw.InvoiceLineAmount ?? null;
  return [
    {
      kind: 'invoice_line',
      key,
      values: {
        number: raw.LineNumber ?? null,
        description: raw.LineDescription ?? null,
        quantity: raw.Quantity ?? null,
        amount,
        currency,
        serviceFrom: dateOf(raw.ServiceFromDate),
        serviceTo: dateOf(raw.ServiceToDate),
        taxCode: saidText(raw.OutputTaxClassCode),
      },
      refs: { invoice: { key: invoiceKey } },
    },
    {
      // A line of Fusion bills one event; where another product splits a line, it has several allocations.
      kind: 'invoice_allocation',
      key,
      values: { amount, currency },
      refs: {
        invoiceLine: { key },
        billingEvent: raw.BillingEventId == null ? null : { key: keyText(raw.BillingEventId) },
        project: raw.ProjectId == null ? null : { key: keyText(raw.ProjectId) },
      },
    },
  ];
}

/** Project invoices from draft to released, with what each line bills. */
export const invoiceStream = resourceStream({
  about: 'projectContractInvoices → invoice, invoice line, invoice allocation',
  resource: 'projectContractInvoices',
  key: 'InvoiceId',
  expand: 'InvoiceLines',
  kinds: ['invoice', 'invoice_line', 'invoice_allocation'],
  schema: invoice,
  map: (raw) => {
    const key = keyText(raw.InvoiceId);
    const currency = raw.InvoiceCurrencyCode ?? null;
    const status = statuses[raw.InvoiceStatus ?? ''] ?? 'draft';
    return [
      {
        kind: 'invoice',
        key,
        natural: naturalKey(raw.InvoiceNumber),
        legalEntity: raw.BusinessUnitName ?? undefined,
        values: {
          number: raw.InvoiceNumber ?? null,
          status,
          issuedOn: status === 'issued' ? dateOf(raw.InvoiceDate) : null,
          total: raw.InvoiceAmount ?? null,
          currency,
        },
        refs: { contract: raw.ContractId == null ? null : { key: keyText(raw.ContractId) } },
      },
      ...(raw.InvoiceLines ?? []).flatMap((each) => lineRecords(each, key, currency)),
    ];
  },
});
