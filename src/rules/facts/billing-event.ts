import { type FactSource, itself, pointedAtBy, pointingAt, type Waits, whereDelivered } from '../fact-source.ts';

const ofAllocations = (condition: string, from = 'invoice_allocation') =>
  `select a.billing_event_id as id from ${from} a where ${condition} and a.billing_event_id is not null`;

const waits: Waits[] = [
  ...whereDelivered(['time_entry', 'expense'], 'creditDueAt'),
  { role: 'expense', kinds: ['expense'], through: 'creditDueAt', ifAny: true },
  { role: 'erp', kinds: ['invoice', 'credit_note'], through: 'creditDueAt' },
];

export const billingEventFacts: FactSource = {
  kind: 'billing_event',
  about: 'Whether everything that billed an event was credited, and what delivery still shows as billed by it.',
  sql: 'billing-event.sql',
  columns: {
    eventNumber: { type: 'text', about: 'The number of the billing event.' },
    eventDescription: { type: 'text', about: 'What it says.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    creditNotes: { type: 'text', about: 'The credit notes for what billed it.' },
    credited: {
      type: 'boolean',
      about: 'Whether it was billed and everything that billed it has been credited in full, or cancelled.',
    },
    creditDueAt: { type: 'instant', about: 'By when delivery should have followed the last credit note.' },
    billingKnownThrough: {
      type: 'instant',
      about: 'Through when time, expenses, invoices and credit notes are known.',
    },
    stillBilledAmount: {
      type: 'decimal',
      about: 'What time and expenses come to that are billed by it, as delivery has them.',
      waits,
    },
  },
  touches: {
    billing_event: itself,
    contract: pointingAt('billing_event', 'contract_id'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
    credit_note: ofAllocations(
      'a.invoice_line_id in (select r.invoice_line_id from credit_note_history r where r.id = any ($1::uuid[]))',
    ),
    time_entry: pointedAtBy('time_entry', 'billing_event_id'),
    expense: pointedAtBy('expense', 'billing_event_id'),
  },
};
