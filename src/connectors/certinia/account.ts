import { billToOf, longId, naturalKey } from '../force/values.ts';
import { base, currencyOf, objectStream, ownField, text } from './object-stream.ts';

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

/** The accounts of the org that the package is installed in: copies of the CRM's customers, by their number. */
export const accountStream = objectStream({
  about: 'Account → customer (a copy)',
  object: 'Account',
  kinds: ['customer'],
  fields: ({ accountFields: { taxId, paymentTerms } }) => [
    'Name',
    'AccountNumber',
    'BillingStreet',
    'BillingCity',
    'BillingPostalCode',
    'BillingCountry',
    ...[taxId, paymentTerms].filter((field) => field !== null),
  ],
  schema: base.extend({ Name: text, AccountNumber: text, BillingCountry: text }),
  map: (raw, _system, options) => {
    const { taxId, paymentTerms } = options.accountFields;
    return [
      {
        kind: 'customer',
        key: longId(raw.Id),
        natural: naturalKey(raw.AccountNumber),
        deleted: raw.IsDeleted ?? false,
        values: {
          number: raw.AccountNumber ?? null,
          name: raw.Name ?? null,
          ...(taxId === null ? {} : { taxId: textOf(ownField(raw, taxId)) }),
          ...(paymentTerms === null ? {} : { paymentTerms: textOf(ownField(raw, paymentTerms)) }),
          billTo: billToOf(raw),
          country: raw.BillingCountry ?? null,
          currency: currencyOf(raw, options),
        },
        refs: {},
      },
    ];
  },
});
