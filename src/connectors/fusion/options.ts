import { z } from 'zod';

/** What differs from one Fusion pod to the next. */
export const fusionOptions = z.strictObject({
  /** The SourceName under which billing events for the CRM's milestones are kept; their SourceReference is its id. */
  milestoneSource: z.string().default('CRM'),
  /** What new billing events are made as. */
  eventType: z.string().default('Milestone'),
  organization: z.string().default('Services'),
  /** The types of billing events that ask for money ahead, and of those that use it: the firm sets them up. */
  prepayments: z
    .strictObject({
      requests: z.array(z.string()).default(['Prepayment Request']),
      applications: z.array(z.string()).default(['Prepayment Application']),
    })
    .prefault({}),
  /** Contract statuses of the pod's own that mean more than Active. */
  statuses: z
    .record(z.string(), z.enum(['draft', 'active', 'on_hold', 'terminated', 'completed']))
    .default({ Draft: 'draft', Active: 'active', 'On hold': 'on_hold', Canceled: 'terminated', Closed: 'completed' }),
  /** What the PSA calls the role or the activity of an expenditure type, where it calls it otherwise. */
  chargeCodes: z.record(z.string(), z.string()).default({}),
  /** The segment of the receivables invoices' descriptive flexfield that says who looks after a dispute; null for none. */
  disputeOwner: z.string().nullable().default('disputeOwner'),
  /** What the pod calls the papers between companies of the firm: contracts, their receivables, and what others owe. */
  internal: z
    .strictObject({
      contractTypes: z.array(z.string()).default(['Intercompany', 'Interproject']),
      receivableSources: z.array(z.string()).default(['Project Internal Invoices']),
      payableSource: z
        .string()
        .regex(/^[^']*$/)
        .default('Projects Intercompany Invoices'),
    })
    .prefault({}),
  /** How long a written record may stay invisible to a query; measured on the firm's own pod. */
  readLagMs: z.int().nonnegative().default(5000),
});
/** What differs from one Fusion pod to the next. */
export type FusionOptions = z.infer<typeof fusionOptions>;
