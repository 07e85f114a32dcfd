import { z } from 'zod';

const customField = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*__c$/, 'a custom field ends in __c');
const field = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'not a field');

/** What differs from one Salesforce org to the next. */
export const salesforceOptions = z.strictObject({
  /** The org's id; outbound messages of another org are refused. Compared by its first 15 characters. */
  organizationId: z.string().min(15),
  /** A part of the webhook's path that only the org knows, because outbound messages carry no signature. */
  webhookSecret: z.string().min(16).optional(),
  /** Whether records carry CurrencyIsoCode (an org with several currencies); otherwise all are in `currency`. */
  multiCurrency: z.boolean().default(true),
  currency: z.string().length(3).default('USD'),
  /** Fields that the firm adds, for what Salesforce has no field for. */
  fields: z
    .strictObject({
      legalEntity: customField.default('Legal_Entity__c'),
      practice: customField.default('Practice__c'),
      purchaseOrderRequired: customField.default('PO_Required__c'),
      billingLimit: customField.default('Billing_Limit__c'),
      /** Of accounts; null where the firm has not added it. */
      taxId: customField.nullable().default('Tax_Id__c'),
      paymentTerms: customField.nullable().default('Payment_Terms__c'),
    })
    .prefault({}),
  /**
   * The object that the firm adds for copies of the ERP's invoices, and its fields: their number, and what of them is still
   * open. Null where the CRM shows no invoices.
   */
  invoiceCopies: z
    .strictObject({
      object: customField.default('ERP_Invoice__c'),
      number: field.default('Name'),
      openAmount: customField.default('Open_Amount__c'),
    })
    .nullable()
    .default(null),
  /** The product families that are sold by the hour; everything else is a fixed price with a date. */
  timeAndMaterialsFamilies: z.array(z.string()).default(['Time and Materials']),
  /** Contract statuses of the org's own that mean more than their category says. */
  statuses: z
    .record(z.string(), z.enum(['on_hold', 'terminated', 'completed']))
    .default({ 'On Hold': 'on_hold', Terminated: 'terminated', Completed: 'completed' }),
});
/** What differs from one Salesforce org to the next. */
export type SalesforceOptions = z.infer<typeof salesforceOptions>;
