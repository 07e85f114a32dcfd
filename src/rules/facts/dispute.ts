import { type FactSource, itself, pointingAt } from '../fact-source.ts';

export const disputeFacts: FactSource = {
  kind: 'dispute',
  about: 'How long a customer has refused to pay a part of an invoice, and whether somebody looks after it.',
  sql: 'dispute.sql',
  columns: {
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    disputedAmount: { type: 'decimal', about: 'What is in dispute.' },
    disputeOpenedOn: { type: 'date', about: 'Since when.' },
    disputeOwner: { type: 'text', about: 'Who looks after it.' },
    disputeOwned: { type: 'boolean', about: 'Whether anybody does; unknown where no system keeps that.' },
    disputeDueAt: { type: 'instant', about: 'When it should have been settled.' },
  },
  touches: {
    dispute: itself,
    invoice: pointingAt('dispute', 'invoice_id'),
    contract: `select d.id from invoice i join dispute d on d.invoice_id = i.id where i.contract_id = any ($1::uuid[])`,
  },
};
