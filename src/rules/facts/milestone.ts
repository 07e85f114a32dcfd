import { type FactSource, itself, pointedAtBy, pointingAt, valuesOf, whereDelivered } from '../fact-source.ts';

export const milestoneFacts: FactSource = {
  kind: 'milestone',
  about: 'Whether what was delivered has been billed, when its bill is planned, and whether its revenue is earned.',
  sql: 'milestone.sql',
  columns: {
    milestoneName: { type: 'text', about: 'The name of the milestone.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    amount: { type: 'decimal', about: 'Its price under the terms in force.' },
    plannedOn: { type: 'date', about: 'When it is planned to be delivered.' },
    scopeState: { type: 'text', about: 'Whether it is still in scope.', oneOf: valuesOf('milestone', 'scopeState') },
    deliveryState: {
      type: 'text',
      about: 'How far its delivery has come.',
      oneOf: valuesOf('milestone', 'deliveryState'),
    },
    acceptedOn: { type: 'date', about: 'When the customer accepted it.' },
    requiresAcceptance: { type: 'boolean', about: 'Whether it may only be billed once accepted.' },
    billDueAt: { type: 'instant', about: 'When it should have been billed, in business days of its legal entity.' },
    invoicesKnownThrough: { type: 'instant', about: "Through when the ERP's invoices are known." },
    billedLines: {
      type: 'integer',
      about: 'How many invoice lines bill it, drafts included.',
      unit: 'lines',
      waits: [{ role: 'erp', kinds: ['invoice', 'billing_event'], through: 'billDueAt' }],
    },
    scheduleDueAt: { type: 'instant', about: 'By when the ERP should plan it as it stands.' },
    scheduleKnownThrough: { type: 'instant', about: "Through when the ERP's plans and invoices are known." },
    scheduledOn: { type: 'date', about: 'When the ERP plans to bill it; of several dates the furthest off.' },
    scheduleGapDays: {
      type: 'integer',
      about: 'How far that is from when it is planned to be delivered; nothing once it is on an invoice.',
      unit: 'days',
      waits: [{ role: 'erp', kinds: ['billing_schedule_line', 'billing_event', 'invoice'], through: 'scheduleDueAt' }],
    },
    scheduleToleranceDays: { type: 'integer', about: 'How far the two may be apart.', unit: 'days' },
    recognizedAmount: { type: 'decimal', about: 'The revenue that is recognised for the events that bill it.' },
    revenueChangedAt: { type: 'instant', about: 'When that changed last.' },
    acceptanceKnownThrough: { type: 'instant', about: 'Through when acceptances are known.' },
    unearnedRevenue: {
      type: 'decimal',
      about:
        'What of it can not be earned yet: all of it before an acceptance that is required, and what is above its price.',
      waits: whereDelivered(['milestone'], 'revenueChangedAt'),
    },
    unearnedTolerance: { type: 'decimal', about: 'How much of it may be.' },
  },
  touches: {
    milestone: itself,
    contract: pointingAt('milestone', 'contract_id'),
    billing_schedule_line: pointedAtBy('billing_schedule_line', 'milestone_id'),
    billing_event:
      'select h.milestone_id as id from billing_event_history h where h.id = any ($1::uuid[]) and h.milestone_id is not null',
    recognized_revenue: `
      select b.milestone_id as id from recognized_revenue_history r
        join billing_event b on b.id = r.billing_event_id
       where r.id = any ($1::uuid[]) and b.milestone_id is not null`,
    invoice_allocation: `
      select a.milestone_id as id from invoice_allocation_history a where a.id = any ($1::uuid[]) and a.milestone_id is not null
      union
      select b.milestone_id from invoice_allocation_history a
        join billing_event b on b.id = a.billing_event_id
       where a.id = any ($1::uuid[]) and b.milestone_id is not null`,
    invoice_line: `
      select coalesce(a.milestone_id, b.milestone_id) as id from invoice_allocation a
        left join billing_event b on b.id = a.billing_event_id
       where a.invoice_line_id = any ($1::uuid[]) and coalesce(a.milestone_id, b.milestone_id) is not null`,
    invoice: `
      select coalesce(a.milestone_id, b.milestone_id) as id from invoice_line l
        join invoice_allocation a on a.invoice_line_id = l.id
        left join billing_event b on b.id = a.billing_event_id
       where l.invoice_id = any ($1::uuid[]) and coalesce(a.milestone_id, b.milestone_id) is not null`,
  },
};
