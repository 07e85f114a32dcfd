import { z } from 'zod';
import { id, number, text } from './values.ts';

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

/** What the pod says of a project invoice, whoever it is billed to. */
export const projectInvoice = z.looseObject({
  InvoiceId: id,
  InvoiceNumber: text,
  InvoiceStatus: text,
  BillingTypeCode: text,
  BusinessUnitName: text,
  ContractId: id.nullish(),
  InvoiceDate: text,
  InvoiceCurrencyCode: text,
  InvoiceAmount: number,
  InvoiceLines: z.array(line).nullish(),
});
/** A project invoice with its lines. */
export type ProjectInvoice = z.infer<typeof projectInvoice>;
/** A line of a project invoice. */
export type InvoiceLine = z.infer<typeof line>;
