import { type FactSource, itself, pointingAt, valuesOf } from '../fact-source.ts';

const siblings = (table: string) =>
  `select a.id from amendment a
    where a.contract_id in (select h.contract_id from ${table}_history h where h.id = any ($1::uuid[]))`;

export const amendmentFacts: FactSource = {
  kind: 'amendment',
  about: 'Whether delivery and billing have followed a change order.',
  sql: 'amendment.sql',
  columns: {
    amendmentNumber: { type: 'integer', about: 'The number of the amendment within its contract.' },
    contractNumber: { type: 'text', about: 'The number of the contract.' },
    contractStatus: { type: 'text', about: 'The state of the contract.' },
    amendmentStatus: {
      type: 'text',
      about: 'Whether the amendment is approved.',
      oneOf: valuesOf('amendment', 'status'),
    },
    approvedAt: { type: 'instant', about: 'When it was approved.' },
    valueDelta: { type: 'decimal', about: 'What it adds to the value of the contract; negative when it takes away.' },
    valueAfter: { type: 'decimal', about: 'The value of the contract with it.' },
    isLatest: { type: 'boolean', about: 'Whether it is the last amendment, so that its terms are the ones in force.' },
    psaDueAt: { type: 'instant', about: 'By when the PSA should have followed.' },
    erpDueAt: { type: 'instant', about: 'By when the ERP should have followed.' },
    psaKnownThrough: { type: 'instant', about: 'Through when the milestones of the PSA are known.' },
    erpKnownThrough: { type: 'instant', about: "Through when the ERP's billing plan is known." },
    psaDiffers: {
      type: 'boolean',
      about: 'Whether milestones of the PSA differ from the terms in force in price, date or scope, or are missing.',
      waits: [{ role: 'psa', kinds: ['milestone'], through: 'psaDueAt' }],
    },
    psaDifferingAmount: { type: 'decimal', about: 'By how much they differ in price, missing ones in full.' },
    psaDifferingTerms: { type: 'integer', about: 'How many milestones of the PSA differ.', unit: 'milestones' },
    erpDiffers: {
      type: 'boolean',
      about: "Whether the ERP's billing events differ from the terms in force in price or scope, or are missing.",
      waits: [{ role: 'erp', kinds: ['billing_schedule_line'], through: 'erpDueAt' }],
    },
    erpDifferingAmount: { type: 'decimal', about: 'By how much they differ in price, missing ones in full.' },
    erpDifferingTerms: { type: 'integer', about: 'How many milestones of the ERP differ.', unit: 'milestones' },
    draftInvoiceExists: { type: 'boolean', about: 'Whether an invoice of the contract is about to go out.' },
  },
  touches: {
    amendment: itself,
    contract: pointingAt('amendment', 'contract_id'),
    milestone: siblings('milestone'),
    project: siblings('project'),
    invoice: siblings('invoice'),
  },
};
