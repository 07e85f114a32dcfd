import type { CanonicalRecord } from '../../domain/record.ts';
import { chargeRecords } from './intercompany.ts';
import { type InvoiceLine, type ProjectInvoice, projectInvoice } from './project-invoice.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, keyText, naturalKey, saidText } from './values.ts';

const statuses: Record<string, string> = {
  Draft: 'draft',
  Submitted: 'draft',
  Approved: 'approved',
  Released: 'issued',
  Accepted: 'issued',
  Canceled: 'cancelled',
};

function lineRecords(raw: InvoiceLine, invoiceKey: string, currency: string | null): CanonicalRecord[] {
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

function invoiceRecords(raw: ProjectInvoice, status: string): CanonicalRecord[] {
  const key = keyText(raw.InvoiceId);
  const currency = raw.InvoiceCurrencyCode ?? null;
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
}

/** Project invoices from draft to released, with what each line bills; those to companies of the firm are charges. */
export const invoiceStream = resourceStream({
  about: 'projectContractInvoices → invoice, invoice line, invoice allocation, intercompany charge with its lines',
  resource: 'projectContractInvoices',
  key: 'InvoiceId',
  expand: 'InvoiceLines',
  kinds: ['invoice', 'invoice_line', 'invoice_allocation', 'intercompany_charge', 'intercompany_charge_line'],
  schema: projectInvoice,
  map: (raw) => {
    const status = statuses[raw.InvoiceStatus ?? ''] ?? 'draft';
    // EX is billed to a customer, IC to another company of the firm; IP moves money between projects of one.
    if (raw.BillingTypeCode === 'IP') return [];
    return raw.BillingTypeCode === 'IC' ? chargeRecords(raw, status) : invoiceRecords(raw, status);
  },
});
