import { type FactSource, itself, pointingAt } from '../fact-source.ts';

const ofContracts = (contracts: string) => `select u.id from contract_history c
  join unapplied_cash u on u.customer_id = c.customer_id where c.id in (${contracts})`;

export const unappliedCashFacts: FactSource = {
  kind: 'unapplied_cash',
  about: 'How long cash has been applied to nothing while its customer owes something.',
  sql: 'unapplied-cash.sql',
  columns: {
    receiptNumber: { type: 'text', about: 'The number of the receipt.' },
    customerName: { type: 'text', about: 'Who paid it.' },
    receivedOn: { type: 'date', about: 'When it came in.' },
    unappliedAmount: { type: 'decimal', about: 'What of it is applied to nothing.' },
    applicationDueAt: { type: 'instant', about: 'When it should have been applied.' },
    receivablesKnownThrough: { type: 'instant', about: "Through when the ERP's invoices and receipts are known." },
    owedAmount: {
      type: 'decimal',
      about: 'What the customer owes the same company in the same currency, due or not.',
      waits: [{ role: 'erp', kinds: ['invoice', 'unapplied_cash'], through: 'applicationDueAt' }],
    },
    owedSince: {
      type: 'instant',
      about: 'Since when a part of that is overdue, or will be; unknown where it owes nothing.',
    },
  },
  touches: {
    unapplied_cash: itself,
    customer: pointingAt('unapplied_cash', 'customer_id'),
    contract: ofContracts('select unnest($1::uuid[])'),
    invoice: ofContracts('select i.contract_id from invoice_history i where i.id = any ($1::uuid[])'),
  },
};
