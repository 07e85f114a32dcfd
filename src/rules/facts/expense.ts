import { type FactSource, itself, pointingAt, type Waits } from '../fact-source.ts';

const ofAllocations = (condition: string, from = 'invoice_allocation') => `
  select x.id from ${from} a
    join expense x on x.billing_event_id = a.billing_event_id where ${condition}
  union
  select a.expense_id from ${from} a where ${condition} and a.expense_id is not null`;

const waits: Waits[] = [
  ...(['psa', 'delivery', 'expense'] as const).map((role): Waits => {
    return { role, kinds: ['expense'], through: 'unbilledAt', ifAny: true };
  }),
  { role: 'erp', kinds: ['invoice', 'billing_event'], through: 'unbilledAt' },
];

export const expenseFacts: FactSource = {
  kind: 'expense',
  about: 'Whether what somebody spent has been billed, and since when it should have been.',
  sql: 'expense.sql',
  columns: {
    category: { type: 'text', about: 'What it was spent on.' },
    resourceName: { type: 'text', about: 'Who spent it.' },
    projectNumber: { type: 'text', about: 'For which project.' },
    incurredOn: { type: 'date', about: 'When.' },
    amount: { type: 'decimal', about: 'How much.' },
    billable: { type: 'boolean', about: 'Whether the customer is to pay it.' },
    approvalState: {
      type: 'text',
      about: 'How far its approval has come.',
      oneOf: ['draft', 'submitted', 'approved', 'rejected'],
    },
    unbilledAt: { type: 'instant', about: 'When it has been unbilled for too long.' },
    billingKnownThrough: { type: 'instant', about: 'Through when expenses, billing events and invoices are known.' },
    billed: { type: 'boolean', about: 'Whether it is on an invoice, drafts included.', waits },
  },
  touches: {
    expense: itself,
    project: pointingAt('expense', 'project_id'),
    contract_line: pointingAt('expense', 'contract_line_id'),
    billing_event: pointingAt('expense', 'billing_event_id'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
