import { kind } from '../kind.ts';

export const customer = kind({
  name: 'customer',
  about: 'A client of the firm.',
  attributes: {
    number: 'text',
    name: 'text',
    taxId: 'text',
    paymentTerms: 'text',
    billTo: 'text',
    country: 'text',
    currency: 'currency',
  },
  refs: {},
  scope: 'shared',
});

export const resource = kind({
  name: 'resource',
  about: 'A person who delivers work.',
  attributes: {
    number: 'text',
    name: 'text',
    role: 'text',
    active: 'boolean',
    costRate: 'decimal',
    costCurrency: 'currency',
  },
  refs: {},
  scope: 'shared',
});

export const employment = kind({
  name: 'employment',
  about: 'Which company of the firm a resource works for, wherever its projects belong.',
  attributes: { employer: 'text' },
  refs: { resource: 'resource' },
  scope: { inherit: [] },
});

export const fxRate = kind({
  name: 'fx_rate',
  about: 'The rate of one currency in another on a day, of one type (corporate, spot, budget).',
  attributes: {
    fromCurrency: 'currency',
    toCurrency: 'currency',
    rateType: 'text',
    rateOn: 'date',
    rate: 'decimal',
  },
  refs: {},
  scope: 'public',
});

export const chargeCode = kind({
  name: 'charge_code',
  about: 'What hours of a role, or expenses for an activity, are called in the ERP; of no company: in all of them.',
  attributes: {
    code: 'text',
    appliesTo: { oneOf: ['time', 'expense'] },
    activity: 'text',
    role: 'text',
    startsOn: 'date',
    endsOn: 'date',
  },
  refs: {},
  scope: { inherit: [] },
});
