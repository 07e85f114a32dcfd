import { type FactSource, itself, pointingAt, valuesOf } from '../fact-source.ts';

export const writeOffFacts: FactSource = {
  kind: 'write_off',
  about: 'What an adjustment takes off an invoice, and whether somebody else than who made it approved it.',
  sql: 'write-off.sql',
  columns: {
    writeOffNumber: { type: 'text', about: 'Its number.' },
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    writeOffStatus: { type: 'text', about: 'Its state.', oneOf: valuesOf('write_off', 'status') },
    writeOffActivity: { type: 'text', about: 'The activity that it is booked as: bad debt, discount, small rest.' },
    writeOffReason: { type: 'text', about: 'Why it was made.' },
    writtenOffOn: { type: 'date', about: 'When.' },
    writtenOffAmount: { type: 'decimal', about: 'What it takes off; negative where it adds to what is open.' },
    madeBy: { type: 'text', about: 'Who made it.' },
    approvedBy: { type: 'text', about: 'Who approved it; empty where nobody did.' },
    approvedByAnother: { type: 'boolean', about: 'Whether that is another than who made it.' },
    writeOffLimit: { type: 'decimal', about: 'What may be written off an invoice without that, in its currency.' },
    unapprovedAmount: {
      type: 'decimal',
      about: 'What of it stands without that; nothing where it was reversed.',
    },
    unapprovedInSum: { type: 'decimal', about: 'The same of all write-offs of the invoice.' },
  },
  touches: {
    write_off: `${itself} union
      select o.id from write_off_history h join write_off o on o.invoice_id = h.invoice_id where h.id = any ($1::uuid[])`,
    invoice: pointingAt('write_off', 'invoice_id'),
    contract: `select w.id from invoice i join write_off w on w.invoice_id = i.id where i.contract_id = any ($1::uuid[])`,
  },
};
