import { z } from 'zod';
import { compare, readDecimal } from '../../domain/decimal.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import type { FusionOptions } from './options.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, naturalKey, number, text } from './values.ts';

const receivable = z.looseObject({
  CustomerTransactionId: id,
  CrossReference: text,
  BusinessUnit: text,
  TransactionSource: text,
  DueDate: text,
  InvoiceCurrencyCode: text,
  InvoiceBalanceAmount: number,
  ConversionRate: number,
  ConversionDate: text,
  receivablesInvoiceInstallments: z
    .array(z.looseObject({ InstallmentId: id, DisputeAmount: number, DisputeDate: text }))
    .nullish(),
  receivablesInvoiceDFF: z.array(z.looseObject({})).nullish(),
});
type Receivable = z.infer<typeof receivable>;

/** Who looks after what is in dispute; unknown where the pod has no such segment. */
function ownerOf({ receivablesInvoiceDFF }: Receivable, segment: string | null) {
  const value = segment === null ? undefined : receivablesInvoiceDFF?.[0]?.[segment];
  if (value === undefined) return { owner: null, owned: null };
  const owner = typeof value === 'string' && value !== '' ? value : null;
  return { owner, owned: owner !== null };
}

/** The disputes of a receivable, one for each installment that is in dispute. */
function disputesOf(raw: Receivable, key: string, { disputeOwner }: FusionOptions): CanonicalRecord[] {
  return (raw.receivablesInvoiceInstallments ?? []).flatMap((each) => {
    const amount = readDecimal(each.DisputeAmount) ?? null;
    if (amount === null || compare(amount, '0') === 0) return [];
    return [
      {
        kind: 'dispute',
        key: keyText(each.InstallmentId),
        legalEntity: raw.BusinessUnit ?? undefined,
        values: {
          amount,
          currency: raw.InvoiceCurrencyCode ?? null,
          openedOn: dateOf(each.DisputeDate),
          ...ownerOf(raw, disputeOwner),
        },
        refs: { invoice: { key } },
      },
    ];
  });
}

/**
 * Receivables keep the same invoice a second time, with what is still open of it and what is in dispute. CrossReference
 * holds the id of the project invoice that it came from. What companies of the firm owe each other is no invoice here.
 */
export const receivableStream = resourceStream({
  about: 'receivablesInvoices → invoice (due date, balance and exchange rate), dispute',
  resource: 'receivablesInvoices',
  key: 'CustomerTransactionId',
  expand: 'receivablesInvoiceInstallments,receivablesInvoiceDFF',
  kinds: ['invoice', 'dispute'],
  schema: receivable,
  map: (raw, system, options) => {
    if (options.internal.receivableSources.includes(raw.TransactionSource ?? '')) return [];
    const key = `receivable:${keyText(raw.CustomerTransactionId)}`;
    return [
      {
        kind: 'invoice',
        key,
        ...(raw.CrossReference ? { claims: { system: system.name, key: raw.CrossReference } } : {}),
        legalEntity: raw.BusinessUnit ?? undefined,
        values: {
          dueOn: dateOf(raw.DueDate),
          balance: raw.InvoiceBalanceAmount ?? null,
          exchangeRate: raw.ConversionRate ?? null,
          exchangeRateOn: dateOf(raw.ConversionDate),
        },
        refs: {},
      },
      ...disputesOf(raw, key, options),
    ];
  },
});

const application = z.looseObject({
  ApplicationId: id,
  ReferenceTransactionId: id,
  ReferenceAmount: number,
  ApplicationDate: text,
});

const receipt = z.looseObject({
  StandardReceiptId: id,
  ReceiptNumber: text,
  BusinessUnit: text,
  Currency: text,
  ReceiptDate: text,
  UnappliedAmount: number,
  CustomerAccountNumber: text,
  remittanceReferences: z.array(application).nullish(),
});
type Receipt = z.infer<typeof receipt>;

function paymentOf(raw: Receipt, each: z.infer<typeof application>): CanonicalRecord {
  return {
    kind: 'payment',
    key: keyText(each.ApplicationId),
    legalEntity: raw.BusinessUnit ?? undefined,
    values: {
      number: raw.ReceiptNumber ?? null,
      appliedOn: dateOf(each.ApplicationDate ?? raw.ReceiptDate),
      amount: each.ReferenceAmount ?? null,
      currency: raw.Currency ?? null,
    },
    refs: { invoice: { key: `receivable:${keyText(each.ReferenceTransactionId)}` } },
  };
}

/** What of a receipt is applied to nothing, if anything. Customers are the CRM's, known here by their number. */
function unappliedOf(raw: Receipt): CanonicalRecord[] {
  const amount = readDecimal(raw.UnappliedAmount) ?? null;
  if (amount === null || compare(amount, '0') === 0) return [];
  const natural = naturalKey(raw.CustomerAccountNumber);
  return [
    {
      kind: 'unapplied_cash',
      key: keyText(raw.StandardReceiptId),
      legalEntity: raw.BusinessUnit ?? undefined,
      values: {
        number: raw.ReceiptNumber ?? null,
        receivedOn: dateOf(raw.ReceiptDate),
        amount,
        currency: raw.Currency ?? null,
      },
      refs: { customer: natural === undefined ? null : { natural } },
    },
  ];
}

/** Receipts: one payment for each invoice that they are applied to, and what is left of them. */
export const receiptStream = resourceStream({
  about: 'standardReceipts → payment, unapplied cash',
  resource: 'standardReceipts',
  key: 'StandardReceiptId',
  expand: 'remittanceReferences',
  kinds: ['payment', 'unapplied_cash'],
  schema: receipt,
  map: (raw) => [...(raw.remittanceReferences ?? []).map((each) => paymentOf(raw, each)), ...unappliedOf(raw)],
});

/** Credit memos against an invoice. */
export const creditMemoStream = resourceStream({
  about: 'receivablesCreditMemos → credit note',
  resource: 'receivablesCreditMemos',
  key: 'CustomerTransactionId',
  kinds: ['credit_note'],
  schema: z.looseObject({
    CustomerTransactionId: id,
    TransactionNumber: text,
    BusinessUnit: text,
    CreditMemoCurrency: text,
    TransactionDate: text,
    CreditMemoAmount: number,
    OriginalTransactionId: id.nullish(),
    OriginalInvoiceLineId: id.nullish(),
  }),
  map: (raw) => [
    {
      kind: 'credit_note',
      key: keyText(raw.CustomerTransactionId),
      legalEntity: raw.BusinessUnit ?? undefined,
      values: {
        number: raw.TransactionNumber ?? null,
        issuedOn: dateOf(raw.TransactionDate),
        amount: raw.CreditMemoAmount ?? null,
        currency: raw.CreditMemoCurrency ?? null,
      },
      refs: {
        invoice: raw.OriginalTransactionId == null ? null : { key: `receivable:${keyText(raw.OriginalTransactionId)}` },
        invoiceLine: raw.OriginalInvoiceLineId == null ? null : { key: keyText(raw.OriginalInvoiceLineId) },
      },
    },
  ],
});

/** Revenue lines of a contract. They say when and how much, not whether it has been recognised. */
export const revenueStream = resourceStream({
  about: 'revenueContracts → revenue schedule',
  resource: 'revenueContracts',
  key: 'RevenueContractId',
  expand: 'revenueLines',
  kinds: ['revenue_schedule'],
  schema: z.looseObject({
    RevenueContractId: id,
    ContractId: id,
    CurrencyCode: text,
    revenueLines: z.array(z.looseObject({ RevenueLineId: id, RevenueDate: text, RevenueAmount: number })).nullish(),
  }),
  map: (raw) =>
    (raw.revenueLines ?? []).map((each) => ({
      kind: 'revenue_schedule',
      key: keyText(each.RevenueLineId),
      values: {
        recognizedOn: dateOf(each.RevenueDate),
        amount: each.RevenueAmount ?? null,
        currency: raw.CurrencyCode ?? null,
      },
      refs: { contract: { key: keyText(raw.ContractId) } },
    })),
});

/** Daily rates of the general ledger. */
export const currencyRateStream = resourceStream({
  about: 'currencyRates → FX rate',
  resource: 'currencyRates',
  key: 'CurrencyRateId',
  kinds: ['fx_rate'],
  schema: z.looseObject({
    CurrencyRateId: id,
    FromCurrency: z.string(),
    ToCurrency: z.string(),
    ConversionDate: text,
    ConversionRate: number,
    UserConversionType: text,
  }),
  map: (raw) => [
    {
      kind: 'fx_rate',
      key: keyText(raw.CurrencyRateId),
      values: {
        fromCurrency: raw.FromCurrency,
        toCurrency: raw.ToCurrency,
        rateType: raw.UserConversionType ?? null,
        rateOn: dateOf(raw.ConversionDate),
        rate: raw.ConversionRate ?? null,
      },
      refs: {},
    },
  ],
});
