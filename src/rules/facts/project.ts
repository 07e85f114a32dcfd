import { type FactSource, itself, pointedAtBy, pointingAt, valuesOf, type Waits } from '../fact-source.ts';

const ofEvents = (events: string) => `
  select t.project_id as id from time_entry t where t.billing_event_id in (${events}) and t.project_id is not null
  union
  select m.project_id from billing_event b
    join milestone m on m.id = b.milestone_id where b.id in (${events}) and m.project_id is not null`;

const ofAllocations = (condition: string, from = 'invoice_allocation') => `
  ${ofEvents(`select a.billing_event_id from ${from} a where ${condition}`)}
  union
  select t.project_id from ${from} a
    join time_entry t on t.id = a.time_entry_id where ${condition} and t.project_id is not null`;

/** The projects that people who are employed so work on. */
export const ofEmployments = `
  select a.project_id as id from employment_history m
    join assignment a on a.resource_id = m.resource_id where m.id = any ($1::uuid[]) and a.project_id is not null
  union
  select t.project_id from employment_history m
    join time_entry t on t.resource_id = m.resource_id and t.assignment_id is null
   where m.id = any ($1::uuid[]) and t.project_id is not null`;

const charges: Waits[] = [{ role: 'erp', kinds: ['intercompany_charge'], through: 'intercompanyCutOffAt' }];

export const projectFacts: FactSource = {
  kind: 'project',
  about: "Whether the ERP has a project open, what hangs on that, and whether other companies' work on it is charged.",
  sql: 'project.sql',
  columns: {
    projectNumber: { type: 'text', about: 'The number of the project.' },
    projectName: { type: 'text', about: 'The name of the project.' },
    projectStatus: {
      type: 'text',
      about: 'The state of its delivery.',
      oneOf: valuesOf('project', 'status'),
    },
    billable: { type: 'boolean', about: 'Whether it is billed to a customer.' },
    approved: { type: 'boolean', about: 'Whether it may be worked on.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    contractStatus: { type: 'text', about: 'The state of its contract.' },
    erpDueAt: { type: 'instant', about: 'By when the ERP should have it.' },
    erpKnownThrough: { type: 'instant', about: "Through when the ERP's projects are known." },
    erpProjectExists: {
      type: 'boolean',
      about: 'Whether the ERP has it at all.',
      waits: [{ role: 'erp', kinds: ['project'], through: 'erpDueAt' }],
    },
    erpProjectStatus: {
      type: 'text',
      about: 'Its state in the ERP.',
      oneOf: ['active', 'closed', 'missing'],
      waits: [{ role: 'erp', kinds: ['project'], through: 'erpDueAt' }],
    },
    unbilledAmount: { type: 'decimal', about: 'What it has or will have to bill and is on no invoice yet.' },
    intercompanyClosedOn: {
      type: 'date',
      about: 'The last day of the months for which companies have charged each other.',
    },
    intercompanyCutOffAt: { type: 'instant', about: 'When the last of these months was closed.' },
    nextIntercompanyCutOffAt: { type: 'instant', about: 'When the next month will be closed.' },
    chargesKnownThrough: { type: 'instant', about: 'Through when intercompany charges are known, in every ERP.' },
    unchargedHours: {
      type: 'decimal',
      unit: 'hours',
      about: "Approved time of other companies' people that their company has not charged.",
      waits: charges,
    },
    overdueUnchargedHours: {
      type: 'decimal',
      unit: 'hours',
      about: 'What of it was worked in months that are closed; a week belongs to the month in which it ends.',
      waits: charges,
    },
    overdueUnchargedAmount: { type: 'decimal', about: 'What these hours are worth to the customer.', waits: charges },
  },
  touches: {
    project: itself,
    contract: pointingAt('project', 'contract_id'),
    time_entry: pointedAtBy('time_entry', 'project_id'),
    assignment: pointedAtBy('assignment', 'project_id'),
    employment: ofEmployments,
    intercompany_charge_line: pointedAtBy('intercompany_charge_line', 'project_id'),
    intercompany_charge: `
      select l.project_id as id from intercompany_charge_line l
       where l.charge_id = any ($1::uuid[]) and l.project_id is not null`,
    milestone: pointedAtBy('milestone', 'project_id'),
    billing_event: ofEvents('select unnest($1::uuid[])'),
    invoice_allocation: ofAllocations('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    invoice_line: ofAllocations('a.invoice_line_id = any ($1::uuid[])'),
    invoice: ofAllocations(
      'a.invoice_line_id in (select l.id from invoice_line l where l.invoice_id = any ($1::uuid[]))',
    ),
  },
};
