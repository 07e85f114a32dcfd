import { type FactSource, itself, pointingAt, valuesOf } from '../fact-source.ts';

const ofMilestones = (milestones: string) =>
  `select b.id from billing_schedule_line b where b.milestone_id in (${milestones})`;

const ofAllocations = (allocations: string) =>
  ofMilestones(`select v.milestone_id from billing_event v where v.id in (${allocations})`);

export const billingScheduleLineFacts: FactSource = {
  kind: 'billing_schedule_line',
  about: 'What a planned bill is for, and what has been billed of that.',
  sql: 'billing-schedule-line.sql',
  columns: {
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    contractStatus: {
      type: 'text',
      about: 'The state of its contract.',
      oneOf: valuesOf('contract', 'status'),
    },
    plannedOn: { type: 'date', about: 'When it is planned.' },
    plannedDayEndsAt: { type: 'instant', about: 'The end of that day where the company is.' },
    plannedAmount: { type: 'decimal', about: 'How much is planned.' },
    plannedCurrency: { type: 'text', about: 'In which currency.' },
    contractCurrency: { type: 'text', about: 'The currency of its contract.' },
    milestoneName: { type: 'text', about: 'The milestone that it is for; unknown where it is for none.' },
    milestoneScope: { type: 'text', about: 'Whether that is in scope.', oneOf: valuesOf('milestone', 'scopeState') },
    milestoneDelivery: {
      type: 'text',
      about: 'How far it is delivered.',
      oneOf: valuesOf('milestone', 'deliveryState'),
    },
    milestonePlannedOn: { type: 'date', about: 'When it is planned to be delivered.' },
    milestoneAmount: { type: 'decimal', about: 'What it is worth.' },
    planChangedAt: { type: 'instant', about: 'When the planned bill last changed.' },
    billingKnownThrough: { type: 'instant', about: "Through when the ERP's billing events and invoices are known." },
    billedAmount: {
      type: 'decimal',
      about: 'What invoices that are not cancelled bill of its milestone; unknown where it is for none.',
      waits: [{ role: 'erp', kinds: ['billing_event', 'invoice'], through: 'planChangedAt' }],
    },
  },
  touches: {
    billing_schedule_line: itself,
    contract: pointingAt('billing_schedule_line', 'contract_id'),
    milestone: pointingAt('billing_schedule_line', 'milestone_id'),
    billing_event: ofMilestones('select h.milestone_id from billing_event_history h where h.id = any ($1::uuid[])'),
    invoice_allocation: ofAllocations(
      'select h.billing_event_id from invoice_allocation_history h where h.id = any ($1::uuid[])',
    ),
    invoice_line: ofAllocations(
      'select a.billing_event_id from invoice_allocation a where a.invoice_line_id = any ($1::uuid[])',
    ),
    invoice: ofAllocations(`select a.billing_event_id from invoice_allocation a
      join invoice_line l on l.id = a.invoice_line_id where l.invoice_id = any ($1::uuid[])`),
  },
};
