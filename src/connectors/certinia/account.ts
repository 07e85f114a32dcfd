import { accountFields, customerOf } from '../force/customer.ts';
import { base, currencyOf, objectStream, text } from './object-stream.ts';

/** The accounts of the org that the package is installed in: copies of the CRM's customers, by their number. */
export const accountStream = objectStream({
  about: 'Account → customer (a copy)',
  object: 'Account',
  kinds: ['customer'],
  fields: ({ accountFields: { taxId, paymentTerms } }) => [
    ...accountFields,
    ...[taxId, paymentTerms].filter((field) => field !== null),
  ],
  schema: base.extend({ Name: text, AccountNumber: text, BillingCountry: text }),
  map: (raw, _system, options) => [customerOf(raw, options.accountFields, currencyOf(raw, options))],
});
