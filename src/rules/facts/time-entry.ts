import { type FactSource, itself, pointingAt, valuesOf, type Waits, whereDelivered } from '../fact-source.ts';

const ofAllocations = (condition: string, from = 'invoice_allocation') => `
  select t.id from ${from} a
    join time_entry t on t.billing_event_id = a.billing_event_id where ${condition}
  union
  select a.time_entry_id from ${from} a where ${condition} and a.time_entry_id is not null`;

// A contract has many hours, and most of its changes say nothing about them: only those whose terms have ever changed.
const changed = (table: string, id: string, columns: readonly string[]) => `exists (
  select from ${table}_history h where h.id = ${id}
  having count(distinct (${columns.map((column) => `h.${column}`).join(', ')})) > 1)`;

const ofContract = (id: string) => changed('contract', id, ['number', 'starts_on', 'ends_on', 'customer_id']);

// A price reaches all hours of its role in its legal entity, as it was and as it is; a role that was not known, all roles.
const ofPrices = (condition: string) => `
  select t.id from rate_card_line_history v
    join time_entry t on t.legal_entity_id = v.legal_entity_id and t.role = coalesce(v.role, t.role)
   where ${condition}`;

const waits: Waits[] = [
  ...whereDelivered(['time_entry'], 'unbilledMediumAt'),
  { role: 'erp', kinds: ['invoice', 'billing_event'], through: 'unbilledMediumAt' },
];

export const timeEntryFacts: FactSource = {
  kind: 'time_entry',
  about: 'Whether hours are sold, whether the ERP can take them, and whether they have been billed.',
  sql: 'time-entry.sql',
  columns: {
    resourceName: { type: 'text', about: 'Who worked.' },
    projectNumber: { type: 'text', about: 'On which project.' },
    contractNumber: { type: 'text', about: 'For which contract.' },
    termStartsOn: {
      type: 'date',
      about: 'When the term begins: that of the line that sells the hours, or of the contract.',
    },
    termEndsOn: { type: 'date', about: 'When that term ends, if it does.' },
    coverage: {
      type: 'text',
      about: 'Whether the contract covers it: a week does not where no day of it lies in the term.',
      oneOf: ['covered', 'before_term', 'after_term', 'deleted_line', 'closed_task'],
    },
    workedOn: { type: 'date', about: 'When, or the last day of the week.' },
    role: { type: 'text', about: 'In which role.' },
    cardRate: {
      type: 'decimal',
      about: 'What the rate card in force says that an hour of the role costs.',
      unit: 'an hour',
    },
    rateDifference: { type: 'decimal', about: 'By how much its rate is above that, or below.', unit: 'an hour' },
    rateGap: { type: 'decimal', about: 'How far the two rates are apart.', unit: 'an hour' },
    rateTolerance: { type: 'decimal', about: 'By how much rates may differ and still tie.', unit: 'an hour' },
    mispricedAmount: { type: 'decimal', about: 'What the difference comes to over its hours, up or down.' },
    hours: { type: 'decimal', about: 'How long.', unit: 'hours' },
    billRate: { type: 'decimal', about: 'At which rate.', unit: 'an hour' },
    amount: { type: 'decimal', about: 'What it is worth to the customer.' },
    billable: { type: 'boolean', about: 'Whether it is to be billed.' },
    approvalState: {
      type: 'text',
      about: 'How far its approval has come.',
      oneOf: valuesOf('time_entry', 'approvalState'),
    },
    changedAt: { type: 'instant', about: 'When it last changed.' },
    chargeCodesKnownThrough: { type: 'instant', about: "Through when the ERP's charge codes are known." },
    chargeCode: { type: 'text', about: 'What the ERP calls hours of the role on that day.' },
    coded: {
      type: 'boolean',
      about: 'Whether the ERP has a charge code for the role that is valid on that day.',
      waits: [{ role: 'erp', kinds: ['charge_code'], through: 'changedAt' }],
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
    task: pointingAt('time_entry', 'task_id'),
    resource: `${pointingAt('time_entry', 'resource_id')} and ${changed('resource', 't.resource_id', ['name', 'deleted'])}`,
    contract_line: `${pointingAt('time_entry', 'contract_line_id')}
      and ${changed('contract_line', 't.contract_line_id', ['contract_id', 'billing_method', 'starts_on', 'ends_on', 'deleted'])}`,
    contract: `
      select t.id from project p join time_entry t on t.project_id = p.id
       where p.contract_id = any ($1::uuid[]) and ${ofContract('p.contract_id')}
      union
      select t.id from contract_line n join time_entry t on t.contract_line_id = n.id
       where n.contract_id = any ($1::uuid[]) and ${ofContract('n.contract_id')}`,
    charge_code: `
      select t.id from charge_code_history k
        join time_entry t on (t.role = coalesce(k.role, t.role) or t.role is null)
         and (k.legal_entity_id is null or t.legal_entity_id = k.legal_entity_id)
       where k.id = any ($1::uuid[]) and k.applies_to is distinct from 'expense'`,
    rate_card_line: ofPrices('v.id = any ($1::uuid[])'),
    rate_card: ofPrices('v.rate_card_id = any ($1::uuid[])'),
    billing_event: pointingAt('time_entry', 'billing_event_id'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
