import {
  type FactSource,
  itself,
  pointedAtBy,
  pointingAt,
  valuesOf,
  type Waits,
  whereDelivered,
} from '../fact-source.ts';

const ofEvents = (events: string) =>
  `select t.contract_line_id as id from time_entry t
    where t.billing_event_id in (${events}) and t.contract_line_id is not null`;

const ofAllocations = (condition: string, from = 'invoice_allocation') => `
  select a.contract_line_id as id from ${from} a where ${condition} and a.contract_line_id is not null
  union ${ofEvents(`select a.billing_event_id from ${from} a where ${condition}`)}
  union
  select t.contract_line_id from ${from} a
    join time_entry t on t.id = a.time_entry_id where ${condition} and t.contract_line_id is not null`;

const hoursKnown: Waits[] = [
  ...whereDelivered(['time_entry'], 'hoursBilledAt'),
  { role: 'erp', kinds: ['invoice', 'billing_event', 'credit_note'], through: 'hoursBilledAt' },
];

export const contractLineFacts: FactSource = {
  kind: 'contract_line',
  about: 'What has been billed of a line of a contract, against its limit and against what was approved.',
  sql: 'contract-line.sql',
  columns: {
    contractNumber: { type: 'text', about: 'The number of the contract.' },
    lineName: { type: 'text', about: 'What the line sells.' },
    billingMethod: { type: 'text', about: 'How it is billed.', oneOf: valuesOf('contract_line', 'billingMethod') },
    lineAmount: { type: 'decimal', about: 'What it was sold for.' },
    hardLimit: { type: 'decimal', about: 'What may be billed of it at most.' },
    billingKnownThrough: { type: 'instant', about: 'Through when time, billing events and invoices are known.' },
    lastBilledAt: { type: 'instant', about: 'When anything of it was last billed, or what was billed last changed.' },
    billedAmount: {
      type: 'decimal',
      about: 'What has been billed of it, drafts included.',
      waits: [
        ...whereDelivered(['time_entry', 'expense'], 'lastBilledAt'),
        { role: 'erp', kinds: ['invoice', 'billing_event'], through: 'lastBilledAt' },
      ],
    },
    draftInvoices: { type: 'text', about: 'The invoices of it that are not out yet.' },
    creditsKnownThrough: { type: 'instant', about: 'Through when time, invoices and credit notes are known.' },
    hoursBilledAt: { type: 'instant', about: 'When hours of it last went out, or hours that are out last changed.' },
    billedHours: {
      type: 'decimal',
      about: 'The hours that invoices bill which are out.',
      unit: 'hours',
      waits: hoursKnown,
    },
    approvedHours: {
      type: 'decimal',
      about: 'How many hours of the entries that they bill are approved.',
      unit: 'hours',
      waits: hoursKnown,
    },
    overbilledHours: {
      type: 'decimal',
      about: 'How many more hours are billed than approved, entry by entry.',
      unit: 'hours',
      waits: hoursKnown,
    },
    overbilledAmount: {
      type: 'decimal',
      about:
        'What those come to at the rates of the entries, less what was credited since of the lines that bill them.',
      waits: hoursKnown,
    },
  },
  touches: {
    contract_line: itself,
    contract: pointingAt('contract_line', 'contract_id'),
    time_entry: pointedAtBy('time_entry', 'contract_line_id'),
    billing_event: ofEvents('select unnest($1::uuid[])'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    credit_note: ofAllocations(
      'a.invoice_line_id in (select r.invoice_line_id from credit_note_history r where r.id = any ($1::uuid[]))',
    ),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
