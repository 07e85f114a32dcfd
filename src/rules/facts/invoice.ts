import { type FactSource, itself, pointedAtBy, pointingAt, whereDelivered } from '../fact-source.ts';

const ofLines = (lines: string) =>
  `select l.invoice_id as id from invoice_line l where l.id in (${lines}) and l.invoice_id is not null`;

const billing = (condition: string, from = 'invoice_allocation') =>
  ofLines(`select a.invoice_line_id from ${from} a where ${condition}`);

const ofContracts = (contracts: string) => `select i.id from invoice i where i.contract_id in (${contracts})`;

export const invoiceFacts: FactSource = {
  kind: 'invoice',
  about: 'Whether everything that an invoice rests on is approved, and whether it waits for nothing and stays.',
  sql: 'invoice.sql',
  columns: {
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    invoiceStatus: {
      type: 'text',
      about: 'The state of the invoice.',
      oneOf: ['draft', 'approved', 'issued', 'cancelled'],
    },
    invoiceTotal: { type: 'decimal', about: 'What it bills in all.' },
    invoiceChangedAt: { type: 'instant', about: 'When it last changed in the ERP.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    contractStatus: {
      type: 'text',
      about: 'The state of its contract.',
      oneOf: ['draft', 'active', 'on_hold', 'terminated', 'completed'],
    },
    projectsApproved: { type: 'boolean', about: 'Whether every project that it bills is approved.' },
    unapprovedProjects: { type: 'text', about: 'The projects that are not.' },
    purchaseOrderRequired: { type: 'boolean', about: 'Whether the customer pays only against a purchase order.' },
    purchaseOrdersKnownThrough: { type: 'instant', about: 'Through when the purchase orders are known.' },
    purchaseOrderCovers: {
      type: 'boolean',
      about:
        'Whether approved purchase orders cover everything billed on the contract, less what was credited, this invoice included.',
      waits: [{ role: 'psa', kinds: ['purchase_order'], through: 'invoiceChangedAt' }],
    },
    approvalCutOffAt: { type: 'instant', about: 'By when the time and expenses that it bills should be approved.' },
    timeKnownThrough: { type: 'instant', about: 'Through when time and expenses are known.' },
    unapprovedAmount: {
      type: 'decimal',
      about: 'What it bills of time and expenses that are not approved.',
      waits: whereDelivered(['time_entry', 'expense'], 'approvalCutOffAt'),
    },
    unapprovedEntries: { type: 'integer', about: 'How many entries that is.', unit: 'entries' },
    readySince: {
      type: 'instant',
      about: 'Since when it has been approved, as far as the hub knows; unknown where it is not.',
    },
    releaseDueAt: { type: 'instant', about: 'When an invoice that was approved then should be out.' },
    held: { type: 'boolean', about: 'Whether anything that it bills is held in the ERP.' },
  },
  touches: {
    invoice: `${itself} union ${ofContracts(pointedAtBy('invoice', 'contract_id').replace(' as id', ''))}`,
    contract: pointingAt('invoice', 'contract_id'),
    credit_note: ofContracts(`select n.contract_id from invoice n
      where n.id in (select r.invoice_id from credit_note_history r where r.id = any ($1::uuid[]))`),
    invoice_line: pointedAtBy('invoice_line', 'invoice_id'),
    invoice_allocation: billing('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    billing_event: billing('a.billing_event_id = any ($1::uuid[])'),
    project: `${billing('a.project_id = any ($1::uuid[])')}
      union ${billing('a.billing_event_id in (select b.id from billing_event b where b.project_id = any ($1::uuid[]))')}
      union ${ofContracts(pointedAtBy('project', 'contract_id').replace(' as id', ''))}`,
    time_entry: `${billing('a.time_entry_id = any ($1::uuid[])')}
      union ${billing(
        'a.billing_event_id in (select t.billing_event_id from time_entry_history t where t.id = any ($1::uuid[]))',
      )}`,
    expense: `${billing('a.expense_id = any ($1::uuid[])')}
      union ${billing(
        'a.billing_event_id in (select x.billing_event_id from expense_history x where x.id = any ($1::uuid[]))',
      )}`,
    purchase_order: `
      ${ofContracts('select o.contract_id from purchase_order_history o where o.id = any ($1::uuid[])')}
      union ${ofContracts(`select p.contract_id from purchase_order_history o
        join project_history p on p.id = o.project_id where o.id = any ($1::uuid[])`)}`,
  },
};
