import { type FactSource, itself, pointingAt, valuesOf, type Waits } from '../fact-source.ts';

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
  about: 'Whether the ERP can take what somebody spent, and whether it has been billed when it should have been.',
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
      oneOf: valuesOf('expense', 'approvalState'),
    },
    changedAt: { type: 'instant', about: 'When it last changed.' },
    chargeCodesKnownThrough: { type: 'instant', about: "Through when the ERP's charge codes are known." },
    chargeCode: { type: 'text', about: 'What the ERP calls expenses for it on that day.' },
    coded: {
      type: 'boolean',
      about: 'Whether the ERP has a charge code for it that is valid on that day.',
      waits: [{ role: 'erp', kinds: ['charge_code'], through: 'changedAt' }],
    },
    unbilledAt: { type: 'instant', about: 'When it has been unbilled for too long.' },
    billingKnownThrough: { type: 'instant', about: 'Through when expenses, billing events and invoices are known.' },
    billed: { type: 'boolean', about: 'Whether it is on an invoice, drafts included.', waits },
  },
  touches: {
    expense: itself,
    project: pointingAt('expense', 'project_id'),
    contract_line: pointingAt('expense', 'contract_line_id'),
    charge_code: `
      select x.id from charge_code_history k
        join expense x on (x.category = coalesce(k.activity, x.category) or x.category is null)
         and (k.legal_entity_id is null or x.legal_entity_id = k.legal_entity_id)
       where k.id = any ($1::uuid[]) and k.applies_to is distinct from 'time'`,
    billing_event: pointingAt('expense', 'billing_event_id'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
