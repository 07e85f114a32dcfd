import { z } from 'zod';

const customField = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*__c$/, 'a custom field ends in __c');

const options = z.strictObject({
  multiCurrency: z.boolean().default(true),
  currency: z.string().length(3).default('USD'),
  /**
   * Fields that the firm adds to hold the CRM's ids, because PSA's own objects have none that could. `milestone` must
   * be an External ID for writes that can't happen twice. Null where the firm has not added it: then records are
   * matched by natural key, and looked for before they are created.
   */
  externalIds: z
    .strictObject({
      contract: customField.nullable().default('Contract_External_Id__c'),
      milestone: customField.nullable().default('Order_Item_External_Id__c'),
      assignment: customField.nullable().default('Order_Item_External_Id__c'),
    })
    .prefault({}),
  /** Fields that the firm adds to accounts; null where it has not. */
  accountFields: z
    .strictObject({
      taxId: customField.nullable().default('Tax_Id__c'),
      paymentTerms: customField.nullable().default('Payment_Terms__c'),
    })
    .prefault({}),
  /** Fields that the firm adds to projects for what they will come to when they are done; null where it has not. */
  projectFields: z
    .strictObject({
      revenueAtCompletion: customField.nullable().default('Revenue_At_Completion__c'),
      costAtCompletion: customField.nullable().default('Cost_At_Completion__c'),
    })
    .prefault({}),
  /**
   * Whether opportunities name their contract (`ContractId`): not every org has that field. Without it a project names
   * its contract in `externalIds.contract` alone.
   */
  opportunityContract: z.boolean().default(true),
  /** How long a written record may stay invisible to a query; measured on the firm's own org. */
  readLagMs: z.int().nonnegative().default(1000),
  /** Project stages are the firm's own words. A stage that is not listed counts as active and approved. */
  stages: z
    .record(
      z.string(),
      z.strictObject({ status: z.enum(['draft', 'active', 'on_hold', 'closed']), approved: z.boolean() }),
    )
    .default({
      Draft: { status: 'draft', approved: false },
      Planned: { status: 'active', approved: true },
      'In Progress': { status: 'active', approved: true },
      'On Hold': { status: 'on_hold', approved: true },
      Completed: { status: 'closed', approved: true },
      Canceled: { status: 'closed', approved: true },
    }),
});

/** What differs from one Certinia PSA installation to the next. */
export const certiniaOptions = options.refine(
  ({ opportunityContract, externalIds }) => opportunityContract || externalIds.contract !== null,
  { path: ['opportunityContract'], message: 'a project must name its contract here or in externalIds.contract' },
);
/** What differs from one Certinia PSA installation to the next. */
export type CertiniaOptions = z.infer<typeof certiniaOptions>;
