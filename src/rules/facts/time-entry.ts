import { type FactSource, itself, pointingAt, type Waits, whereDelivered } from '../fact-source.ts';

const ofAllocations = (condition: string, from = 'invoice_allocation') => `
  select t.id from ${from} a
    join time_entry t on t.billing_event_id = a.billing_event_id where ${condition}
  union
  select a.time_entry_id from ${from} a where ${condition} and a.time_entry_id is not null`;

const waits: Waits[] = [
  ...whereDelivered(['time_entry'], 'unbilledMediumAt'),
  { role: 'erp', kinds: ['invoice', 'billing_event'], through: 'unbilledMediumAt' },
];

export const timeEntryFacts: FactSource = {
  kind: 'time_entry',
  about: 'Whether hours have been billed, and since when they should have been.',
  sql: 'time-entry.sql',
  columns: {
    resourceName: { type: 'text', about: 'Who worked.' },
    projectNumber: { type: 'text', about: 'On which project.' },
    workedOn: { type: 'date', about: 'When, or the last day of the week.' },
    hours: { type: 'decimal', about: 'How long.', unit: 'hours' },
    billRate: { type: 'decimal', about: 'At which rate.', unit: 'an hour' },
    amount: { type: 'decimal', about: 'What it is worth to the customer.' },
    billable: { type: 'boolean', about: 'Whether it is to be billed.' },
    approvalState: {
      type: 'text',
      about: 'How far its approval has come.',
      oneOf: ['draft', 'submitted', 'approved', 'rejected'],
    },
    unbilledMediumAt: { type: 'instant', about: 'When it has been unbilled for long.' },
    unbilledHighAt: { type: 'instant', about: 'When it has been unbilled for very long.' },
    unbilledCriticalAt: { type: 'instant', about: 'When it has been unbilled for too long.' },
    billingKnownThrough: { type: 'instant', about: 'Through when time, billing events and invoices are known.' },
    billed: { type: 'boolean', about: 'Whether it is on an invoice, drafts included.', waits },
  },
  touches: {
    time_entry: itself,
    project: pointingAt('time_entry', 'project_id'),
    billing_event: pointingAt('time_entry', 'billing_event_id'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
