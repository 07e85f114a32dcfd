import type { CanonicalRecord } from '../../domain/record.ts';
import { billToOf, longId, naturalKey } from './values.ts';

/** An account as both products read it; what an org has of its own lies under the names that it gave. */
export interface RawAccount extends Readonly<Record<string, unknown>> {
  Id: string;
  Name?: string | null | undefined;
  AccountNumber?: string | null | undefined;
  BillingCountry?: string | null | undefined;
  IsDeleted?: boolean | null | undefined;
}

/** The fields of an account that an org has added; null where it has none. */
export interface OwnAccountFields {
  taxId: string | null;
  paymentTerms: string | null;
}

/** The parts of an account that a customer is made of, whichever org it is in. */
export const accountFields = [
  'Name',
  'AccountNumber',
  'BillingStreet',
  'BillingCity',
  'BillingPostalCode',
  'BillingCountry',
] as const;

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

/** The customer that an account is. Of what the org has no field for, it says nothing. */
export function customerOf(
  account: RawAccount,
  { taxId, paymentTerms }: OwnAccountFields,
  currency: string | null,
): CanonicalRecord {
  return {
    kind: 'customer',
    key: longId(account.Id),
    natural: naturalKey(account.AccountNumber),
    deleted: account.IsDeleted ?? false,
    values: {
      number: account.AccountNumber ?? null,
      name: account.Name ?? null,
      ...(taxId === null ? {} : { taxId: textOf(account[taxId]) }),
      ...(paymentTerms === null ? {} : { paymentTerms: textOf(account[paymentTerms]) }),
      billTo: billToOf(account),
      country: account.BillingCountry ?? null,
      currency,
    },
    refs: {},
  };
}
