import { kind } from '../kind.ts';

export const taxProfile = kind({
  name: 'tax_profile',
  // An empty text says that there is none; what a system doesn't tell is unknown.
  about: 'What the ERP knows of a party for tax: of a customer the buyer, of none the company itself as the seller.',
  attributes: { registrationNumber: 'text', country: 'text' },
  refs: { customer: 'customer' },
  scope: { inherit: [] },
});
