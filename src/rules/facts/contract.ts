import { type FactSource, itself, pointedAtBy, valuesOf, type Waits, whereDelivered } from '../fact-source.ts';

const ofInvoices = (invoices: string) =>
  `select i.contract_id as id from invoice_history i where i.id in (${invoices}) and i.contract_id is not null`;

const ofLines = (lines: string) =>
  `select n.contract_id as id from contract_line_history n where n.id in (${lines}) and n.contract_id is not null`;

const activity: Waits[] = [
  ...whereDelivered(['time_entry'], 'stopDueAt'),
  { role: 'erp', kinds: ['billing_event', 'invoice'], through: 'stopDueAt' },
];

/** Waits for all that flows from signature to cash. */
const throughFlow = (through: string): Waits[] => [
  ...whereDelivered(['milestone', 'assignment', 'time_entry'], through),
  { role: 'erp', kinds: ['billing_event', 'invoice', 'credit_note', 'payment', 'write_off', 'prepayment'], through },
  { role: 'crm', kinds: ['contract'], through },
];

const earned: Waits[] = [
  ...whereDelivered(['time_entry', 'expense'], 'workRevenueChangedAt'),
  { role: 'expense', kinds: ['expense'], through: 'workRevenueChangedAt', ifAny: true },
];

const billed: Waits[] = [
  { role: 'erp', kinds: ['invoice', 'credit_note', 'recognized_revenue'], through: 'revenueAskedAt' },
];

export const contractFacts: FactSource = {
  kind: 'contract',
  about: 'Whether the value of a contract ties to its plans, where it has got to, its revenue, and its stop.',
  sql: 'contract.sql',
  columns: {
    contractNumber: { type: 'text', about: 'The number of the contract.' },
    contractStatus: {
      type: 'text',
      about: 'Its state.',
      oneOf: valuesOf('contract', 'status'),
    },
    contractValue: { type: 'decimal', about: 'Its value under the terms in force.' },
    valueTolerance: { type: 'decimal', about: 'By how much values may differ and still tie.' },
    scheduleDueAt: { type: 'instant', about: 'By when the ERP should plan it as it stands.' },
    scheduleKnownThrough: { type: 'instant', about: "Through when the ERP's plans are known." },
    fixedPriceValue: { type: 'decimal', about: 'What of it is sold at a fixed price.' },
    scheduledAmount: { type: 'decimal', about: 'What the ERP plans to bill for its milestones.' },
    scheduleGap: {
      type: 'decimal',
      about: 'How far the two are apart.',
      waits: [{ role: 'erp', kinds: ['billing_schedule_line', 'revenue_schedule'], through: 'scheduleDueAt' }],
    },
    hasRevenueSchedule: { type: 'boolean', about: 'Whether the ERP plans revenue for it.' },
    scheduledRevenue: { type: 'decimal', about: 'The revenue that the ERP plans for it.' },
    revenueGap: {
      type: 'decimal',
      about: 'How far that is from its value; nothing where no revenue is planned.',
      waits: [{ role: 'erp', kinds: ['billing_schedule_line', 'revenue_schedule'], through: 'scheduleDueAt' }],
    },
    flowKnownThrough: { type: 'instant', about: 'Through when everything that flows from signature to cash is known.' },
    flowChangedAt: { type: 'instant', about: 'When any part of that last changed.' },
    undeliveredAmount: { type: 'decimal', about: 'Milestones not accepted, time not approved, work still to do.' },
    deliveredAmount: { type: 'decimal', about: 'Milestones accepted and time approved.' },
    billedAmount: { type: 'decimal', about: 'What issued invoices bill, less what was credited.' },
    openAmount: { type: 'decimal', about: 'What the ERP says is still open of them.' },
    collectedAmount: { type: 'decimal', about: 'Cash applied to them.' },
    writtenOffAmount: { type: 'decimal', about: 'What was written off them.' },
    unexplainedAmount: {
      type: 'decimal',
      about: 'What is left of the value when every part of it is taken off: nothing, if the records tie.',
      waits: throughFlow('flowChangedAt'),
    },
    prepaymentChangedAt: {
      type: 'instant',
      about: 'When anything that its prepayments rest on last changed; not known where it has none.',
    },
    prepaymentBalance: {
      type: 'decimal',
      about: 'What was paid of its prepayments, less what invoices that stand have used of them.',
      waits: throughFlow('prepaymentChangedAt'),
    },
    contractHasEnd: { type: 'boolean', about: 'Whether it ends on a day.' },
    prepaymentDueAt: {
      type: 'instant',
      about: 'By when nothing may be left of its prepayments; not known where it has none or no end.',
    },
    stoppedAt: {
      type: 'instant',
      about: 'Since when it has been on hold or terminated; not known of one that is not.',
    },
    stopDueAt: { type: 'instant', about: 'By when the ERP should have followed.' },
    activityKnownThrough: { type: 'instant', about: 'Through when time, billing events and invoices are known.' },
    lateTimeAmount: {
      type: 'decimal',
      about: 'Billable time that began after the day of the stop, is not rejected, and is on no invoice.',
      waits: activity,
    },
    openPlanAmount: {
      type: 'decimal',
      about: 'What the ERP would still bill: billing events that are neither invoiced, nor on a draft, nor held.',
      waits: activity,
    },
    draftAmount: { type: 'decimal', about: 'What invoices that are not out yet come to.', waits: activity },
    draftInvoices: { type: 'text', about: 'The numbers of those invoices.' },
    recognizedAmount: { type: 'decimal', about: 'The revenue that the ERP has recognised of it.' },
    workRevenueChangedAt: { type: 'instant', about: 'When what is recognised for work changed last.' },
    workKnownThrough: { type: 'instant', about: 'Through when time and expenses are known.' },
    unearnedRevenue: {
      type: 'decimal',
      about: 'By how much revenue for work is above approved time and expenses that the customer pays for.',
      waits: earned,
    },
    revenueAskedAt: {
      type: 'instant',
      about: 'Through when billing must be known to say what of the revenue is billed.',
    },
    revenueAgesNextAt: {
      type: 'instant',
      about: 'When more of the revenue will be so old that it should be billed; unknown where all of it is.',
    },
    revenueBillingKnownThrough: {
      type: 'instant',
      about: 'Through when invoices, credits and recognised revenue are known.',
    },
    unbilledRevenue: {
      type: 'decimal',
      about: 'The contract asset: what is recognised and not billed.',
      waits: billed,
    },
    agedContractAsset: {
      type: 'decimal',
      about: 'What of that has been recognised for so long that it should be billed; bills count for the oldest first.',
      waits: billed,
    },
  },
  touches: {
    contract: itself,
    contract_line: pointedAtBy('contract_line', 'contract_id'),
    milestone: pointedAtBy('milestone', 'contract_id'),
    billing_schedule_line: `${pointedAtBy('billing_schedule_line', 'contract_id')} union
      select m.contract_id from billing_schedule_line_history b
        join milestone_history m on m.id = b.milestone_id
       where b.id = any ($1::uuid[]) and m.contract_id is not null`,
    revenue_schedule: pointedAtBy('revenue_schedule', 'contract_id'),
    recognized_revenue: pointedAtBy('recognized_revenue', 'contract_id'),
    expense: `select p.contract_id as id from expense_history x
        join project_history p on p.id = x.project_id
       where x.id = any ($1::uuid[]) and p.contract_id is not null`,
    assignment: ofLines('select s.contract_line_id from assignment_history s where s.id = any ($1::uuid[])'),
    time_entry: `${ofLines('select t.contract_line_id from time_entry_history t where t.id = any ($1::uuid[])')}
      union select p.contract_id from time_entry_history t
        join project_history p on p.id = t.project_id
       where t.id = any ($1::uuid[]) and p.contract_id is not null`,
    project: pointedAtBy('project', 'contract_id'),
    billing_event: pointedAtBy('billing_event', 'contract_id'),
    prepayment: pointedAtBy('prepayment', 'contract_id'),
    invoice: pointedAtBy('invoice', 'contract_id'),
    invoice_line: ofInvoices('select l.invoice_id from invoice_line_history l where l.id = any ($1::uuid[])'),
    invoice_allocation: ofInvoices(`select l.invoice_id from invoice_allocation_history a
      join invoice_line_history l on l.id = a.invoice_line_id where a.id = any ($1::uuid[])`),
    credit_note: ofInvoices('select n.invoice_id from credit_note_history n where n.id = any ($1::uuid[])'),
    payment: ofInvoices('select p.invoice_id from payment_history p where p.id = any ($1::uuid[])'),
    write_off: ofInvoices('select w.invoice_id from write_off_history w where w.id = any ($1::uuid[])'),
  },
};
