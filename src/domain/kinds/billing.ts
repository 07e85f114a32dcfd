import { kind } from '../kind.ts';

export const billingSchedule = kind({
  name: 'billing_schedule',
  // An order reference that is empty says that there is none.
  about: "The ERP's plan of what to bill for a contract, and the customer's order that its bills must name.",
  attributes: {
    number: 'text',
    status: { oneOf: ['draft', 'active', 'closed'] },
    currency: 'currency',
    orderReference: 'text',
    orderReferenceRequired: 'boolean',
  },
  refs: { contract: 'contract' },
  scope: { inherit: ['contract'] },
});

export const billingScheduleLine = kind({
  name: 'billing_schedule_line',
  about: 'One planned bill: how much, when, for which milestone or line.',
  attributes: { dueOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: {
    billingSchedule: 'billing_schedule',
    contract: 'contract',
    contractLine: 'contract_line',
    milestone: 'milestone',
  },
  scope: { inherit: ['contract', 'milestone'] },
});

export const billingEvent = kind({
  name: 'billing_event',
  about: 'What the ERP bills for a milestone or for a period of time and expenses. The level at which it can be held.',
  attributes: {
    number: 'text',
    description: 'text',
    state: { oneOf: ['planned', 'ready', 'invoiced'] },
    held: 'boolean',
    eventOn: 'date',
    amount: 'decimal',
    currency: 'currency',
  },
  refs: { contract: 'contract', contractLine: 'contract_line', milestone: 'milestone', project: 'project' },
  scope: { inherit: ['contract', 'project', 'milestone'] },
});

export const prepayment = kind({
  name: 'prepayment',
  about: 'That a billing event asks for money ahead, or uses what was paid ahead on a bill, and how much.',
  attributes: { use: { oneOf: ['request', 'application'] }, amount: 'decimal', currency: 'currency', eventOn: 'date' },
  refs: { contract: 'contract', billingEvent: 'billing_event' },
  scope: { inherit: ['contract'] },
});

export const invoice = kind({
  name: 'invoice',
  // `balance` is what the ERP says is still open; `exchangeRate` what one of its currency is in that of the company.
  about: 'A bill to a customer, from draft to paid, with the rate at which it was converted.',
  attributes: {
    number: 'text',
    status: { oneOf: ['draft', 'approved', 'issued', 'cancelled'] },
    issuedOn: 'date',
    dueOn: 'date',
    total: 'decimal',
    balance: 'decimal',
    currency: 'currency',
    exchangeRate: 'decimal',
    exchangeRateOn: 'date',
  },
  refs: { contract: 'contract', customer: 'customer' },
  scope: { inherit: ['contract'] },
});

export const invoiceLine = kind({
  name: 'invoice_line',
  // A tax code that is empty says that there is none.
  about: 'One line of an invoice.',
  attributes: {
    number: 'integer',
    description: 'text',
    quantity: 'decimal',
    amount: 'decimal',
    currency: 'currency',
    serviceFrom: 'date',
    serviceTo: 'date',
    taxCode: 'text',
  },
  refs: { invoice: 'invoice', contractLine: 'contract_line' },
  scope: { inherit: ['invoice'] },
});

export const invoiceAllocation = kind({
  name: 'invoice_allocation',
  about: 'What a line of an invoice bills, and how much of it: allocations of a line add up to the line.',
  attributes: { amount: 'decimal', currency: 'currency' },
  refs: {
    invoiceLine: 'invoice_line',
    billingEvent: 'billing_event',
    milestone: 'milestone',
    contractLine: 'contract_line',
    project: 'project',
    timeEntry: 'time_entry',
    expense: 'expense',
  },
  scope: { inherit: ['invoiceLine'] },
});

export const creditNote = kind({
  name: 'credit_note',
  about: 'What is taken back of an invoice.',
  attributes: { number: 'text', issuedOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: { invoice: 'invoice', invoiceLine: 'invoice_line' },
  scope: { inherit: ['invoice'] },
});

export const payment = kind({
  name: 'payment',
  about: 'Cash applied to an invoice.',
  attributes: { number: 'text', appliedOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: { invoice: 'invoice', customer: 'customer' },
  scope: { inherit: ['invoice'] },
});

export const writeOff = kind({
  name: 'write_off',
  // Negative where it adds to what is open, as its reversal does. An approver that is empty says that there is none.
  about: 'What an adjustment takes off an invoice without cash, who made it, and who approved it.',
  attributes: {
    number: 'text',
    status: { oneOf: ['pending', 'approved', 'rejected'] },
    writtenOffOn: 'date',
    amount: 'decimal',
    currency: 'currency',
    activity: 'text',
    reason: 'text',
    madeBy: 'text',
    approvedBy: 'text',
  },
  refs: { invoice: 'invoice' },
  scope: { inherit: ['invoice'] },
});

export const unappliedCash = kind({
  name: 'unapplied_cash',
  about: 'What of a receipt is applied to no invoice.',
  attributes: { number: 'text', receivedOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: { customer: 'customer' },
  scope: { inherit: [] },
});

export const dispute = kind({
  name: 'dispute',
  // `owned` says whether somebody looks after it; unknown where no system keeps that.
  about: 'What a customer refuses to pay of an invoice, since when, and who looks after it.',
  attributes: { amount: 'decimal', currency: 'currency', openedOn: 'date', owner: 'text', owned: 'boolean' },
  refs: { invoice: 'invoice' },
  scope: { inherit: ['invoice'] },
});

export const recognizedRevenue = kind({
  name: 'recognized_revenue',
  // Of an event that bills no milestone it is recognised by a progress that nobody says anything of here.
  about: 'Revenue that the ERP has recognised: for work, or for a billing event.',
  attributes: { basis: { oneOf: ['work', 'event'] }, recognizedOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: { contract: 'contract', billingEvent: 'billing_event' },
  scope: { inherit: ['contract'] },
});

export const revenueSchedule = kind({
  name: 'revenue_schedule',
  about: 'Revenue that is to be recognised for a contract in a period, whether it has been or not.',
  attributes: { recognizedOn: 'date', amount: 'decimal', currency: 'currency' },
  refs: { contract: 'contract', contractLine: 'contract_line' },
  scope: { inherit: ['contract'] },
});
