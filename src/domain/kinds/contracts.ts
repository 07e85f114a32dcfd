import { kind } from '../kind.ts';

export const contract = kind({
  name: 'contract',
  about: 'An agreement with a customer. Its value is that of the terms in force: the original and every amendment.',
  attributes: {
    number: 'text',
    name: 'text',
    status: { oneOf: ['draft', 'active', 'on_hold', 'terminated', 'completed'] },
    value: 'decimal',
    currency: 'currency',
    signedOn: 'date',
    startsOn: 'date',
    endsOn: 'date',
    amendmentNumber: 'integer',
    purchaseOrderRequired: 'boolean',
  },
  refs: { customer: 'customer' },
  scope: { inherit: [] },
});

export const contractLine = kind({
  name: 'contract_line',
  about: 'One thing sold: a fixed price, or time and materials up to a limit.',
  attributes: {
    number: 'text',
    name: 'text',
    billingMethod: { oneOf: ['fixed_price', 'time_and_materials'] },
    amount: 'decimal',
    hardLimit: 'decimal',
    currency: 'currency',
    startsOn: 'date',
    endsOn: 'date',
  },
  refs: { contract: 'contract' },
  scope: { inherit: ['contract'] },
});

export const amendment = kind({
  name: 'amendment',
  about: 'A change order: what it adds and what it takes away, from when, approved when.',
  attributes: {
    number: 'integer',
    status: { oneOf: ['draft', 'approved'] },
    approvedAt: 'instant',
    effectiveOn: 'date',
    valueDelta: 'decimal',
    valueAfter: 'decimal',
    currency: 'currency',
  },
  refs: { contract: 'contract' },
  scope: { inherit: ['contract'] },
});

export const milestone = kind({
  name: 'milestone',
  about: 'A deliverable with a price and a date. Dropped when an amendment takes it out of scope.',
  attributes: {
    name: 'text',
    amount: 'decimal',
    currency: 'currency',
    plannedOn: 'date',
    scopeState: { oneOf: ['active', 'dropped'] },
    deliveryState: { oneOf: ['planned', 'open', 'accepted', 'canceled'] },
    acceptedOn: 'date',
    requiresAcceptance: 'boolean',
  },
  refs: {
    contract: 'contract',
    contractLine: 'contract_line',
    project: 'project',
    addedBy: 'amendment',
    droppedBy: 'amendment',
  },
  scope: { inherit: ['contract', 'project'] },
});

export const purchaseOrder = kind({
  name: 'purchase_order',
  about: 'What the customer has committed to pay under its own order number.',
  attributes: {
    number: 'text',
    status: { oneOf: ['draft', 'open', 'approved', 'rejected'] },
    amount: 'decimal',
    currency: 'currency',
    startsOn: 'date',
    endsOn: 'date',
  },
  refs: { contract: 'contract', project: 'project', customer: 'customer' },
  scope: { inherit: ['contract', 'project'] },
});

export const rateCard = kind({
  name: 'rate_card',
  about: 'The hourly prices agreed with one customer, or the standard ones.',
  attributes: { name: 'text', currency: 'currency', startsOn: 'date', endsOn: 'date' },
  refs: { customer: 'customer', contract: 'contract' },
  scope: { inherit: ['contract'] },
});

export const rateCardLine = kind({
  name: 'rate_card_line',
  about: 'The hourly price of one role, valid from and to.',
  attributes: { role: 'text', rate: 'decimal', currency: 'currency', startsOn: 'date', endsOn: 'date' },
  refs: { rateCard: 'rate_card' },
  scope: { inherit: ['rateCard'] },
});
