import { type FactSource, itself, pointedAtBy, pointingAt, valuesOf } from '../fact-source.ts';

// Lines of the contracts that these invoices belong to: a line is compared with the others of its contract.
const ofSameContract = (changed: string) => `
  select l.id from invoice_history o
    join invoice i on i.contract_id = o.contract_id
    join invoice_line l on l.invoice_id = i.id
   where o.id in (${changed})`;

const billingTheSame = (allocation: string, from = 'invoice_allocation') => `
  select o.invoice_line_id as id from ${from} a
    join invoice_allocation o on o.billing_event_id = a.billing_event_id
      or o.time_entry_id = a.time_entry_id or o.expense_id = a.expense_id or o.invoice_line_id = a.invoice_line_id
   where ${allocation} and o.invoice_line_id is not null`;

const credits = [
  { role: 'erp', kinds: ['invoice', 'credit_note', 'billing_event'], through: 'invoiceChangedAt' },
] as const;

export const invoiceLineFacts: FactSource = {
  kind: 'invoice_line',
  about: 'What a line bills, measured against the terms in force, delivery, and what other lines bill.',
  sql: 'invoice-line.sql',
  columns: {
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    invoiceStatus: {
      type: 'text',
      about: 'The state of the invoice.',
      oneOf: valuesOf('invoice', 'status'),
    },
    invoiceChangedAt: { type: 'instant', about: 'When the invoice last changed in the ERP.' },
    contractNumber: { type: 'text', about: 'The number of the contract.' },
    lineDescription: { type: 'text', about: 'What the line says.' },
    lineAmount: { type: 'decimal', about: 'What the line bills.' },
    obsoleteAmount: {
      type: 'decimal',
      about:
        'What it bills beyond the terms in force and was not credited since: dropped and deleted milestones in full, others above their price.',
      waits: credits,
    },
    obsoleteMilestones: { type: 'text', about: 'The milestones that it bills on old terms.' },
    droppedBy: { type: 'integer', about: 'The number of the amendment that dropped one of them.' },
    milestonesKnownThrough: { type: 'instant', about: 'Through when the milestones of the PSA are known.' },
    unacceptedAmount: {
      type: 'decimal',
      about: 'What it bills, and was not credited since, of milestones that need acceptance and do not have it.',
      waits: [{ role: 'psa', kinds: ['milestone'], through: 'invoiceChangedAt' }, ...credits],
    },
    unacceptedMilestones: { type: 'text', about: 'The milestones that it bills ahead of their acceptance.' },
    creditsKnownThrough: { type: 'instant', about: "Through when the ERP's invoices and credit notes are known." },
    duplicateAmount: {
      type: 'decimal',
      about: 'What it bills that an earlier line, not credited since, has billed already.',
      waits: credits,
    },
    duplicateOf: { type: 'text', about: 'The invoices that billed it before.' },
  },
  touches: {
    invoice_line: `${itself} union ${ofSameContract(pointedAtBy('invoice_line', 'invoice_id').replace(' as id', ''))}`,
    invoice: `${pointingAt('invoice_line', 'invoice_id')} union ${ofSameContract('select unnest($1::uuid[])')}
      union ${billingTheSame(`a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))`)}`,
    contract: `select l.id from invoice i join invoice_line l on l.invoice_id = i.id
                where i.contract_id = any ($1::uuid[])`,
    invoice_allocation: `${pointedAtBy('invoice_allocation', 'invoice_line_id')} union ${billingTheSame('a.id = any ($1::uuid[])', 'invoice_allocation_history')}`,
    billing_event: pointedAtByAllocation('a.billing_event_id = any ($1::uuid[])'),
    milestone: `${pointedAtByAllocation('a.milestone_id = any ($1::uuid[])')}
      union ${pointedAtByAllocation(
        'a.billing_event_id in (select b.id from billing_event b where b.milestone_id = any ($1::uuid[]))',
      )}`,
    amendment: pointedAtByAllocation(`a.billing_event_id in (
      select b.id from billing_event b
        join milestone m on m.id = b.milestone_id where m.dropped_by_id = any ($1::uuid[]))`),
    credit_note: `
      ${pointedAtBy('credit_note', 'invoice_line_id')}
      union ${ofSameContract('select n.invoice_id from credit_note_history n where n.id = any ($1::uuid[])')}
      union ${billingTheSame(
        'a.invoice_line_id in (select n.invoice_line_id from credit_note_history n where n.id = any ($1::uuid[]))',
      )}`,
  },
};

function pointedAtByAllocation(condition: string): string {
  return `select a.invoice_line_id as id from invoice_allocation a
           where ${condition} and a.invoice_line_id is not null`;
}
