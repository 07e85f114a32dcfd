import { type FactSource, pointingAt, valuesOf } from '../fact-source.ts';

const ofInvoices = (invoices: string) => `select p.id from payment p where p.invoice_id in (${invoices})`;

export const paymentFacts: FactSource = {
  kind: 'payment',
  about: 'Which invoice a payment pays, how late, and what its payments come to.',
  sql: 'payment.sql',
  columns: {
    paymentNumber: { type: 'text', about: 'The number of the receipt.' },
    appliedOn: { type: 'date', about: 'When it was applied.' },
    paidAmount: { type: 'decimal', about: 'How much of it.' },
    paidCurrency: { type: 'text', about: 'In which currency.' },
    customerName: { type: 'text', about: 'Who paid it, or else owes it.' },
    contractNumber: { type: 'text', about: 'The number of the contract.' },
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    invoiceStatus: {
      type: 'text',
      about: 'Its state.',
      oneOf: valuesOf('invoice', 'status'),
    },
    invoiceCurrency: { type: 'text', about: 'Its currency.' },
    invoiceTotal: { type: 'decimal', about: 'What it bills.' },
    invoiceBalance: { type: 'decimal', about: 'What of it is open.' },
    invoiceDueOn: { type: 'date', about: 'When it was due.' },
    daysLate: {
      type: 'integer',
      about: 'How long after that it was applied; negative where it was before.',
      unit: 'days',
    },
    paymentChangedAt: { type: 'instant', about: 'When the payment last changed.' },
    paymentsKnownThrough: { type: 'instant', about: "Through when the ERP's payments are known." },
    paidOfInvoice: {
      type: 'decimal',
      about: 'What all payments of the invoice come to.',
      waits: [{ role: 'erp', kinds: ['payment'], through: 'paymentChangedAt' }],
    },
  },
  touches: {
    payment: `select unnest($1::uuid[]) as id union ${ofInvoices(
      'select h.invoice_id from payment_history h where h.id = any ($1::uuid[])',
    )}`,
    invoice: pointingAt('payment', 'invoice_id'),
    contract: ofInvoices('select i.id from invoice i where i.contract_id = any ($1::uuid[])'),
    customer: `select p.id from payment p
      left join invoice i on i.id = p.invoice_id
      left join contract c on c.id = i.contract_id
      where coalesce(p.customer_id, i.customer_id, c.customer_id) = any ($1::uuid[])`,
  },
};
