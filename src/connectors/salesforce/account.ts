import { z } from 'zod';
import type { SourceMessage, Stream, SystemDescription } from '../../domain/connector.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import { pullChanges, readByIds } from '../force/changes.ts';
import type { ForceClient, ForceRecord } from '../force/client.ts';
import { accountFields, customerOf } from '../force/customer.ts';
import { scanObjects } from '../force/scan.ts';
import { instantOf, longId } from '../force/values.ts';
import { type SalesforceOptions, salesforceOptions } from './options.ts';

const account = z.looseObject({
  Id: z.string(),
  Name: z.string().nullish(),
  AccountNumber: z.string().nullish(),
  BillingStreet: z.string().nullish(),
  BillingCity: z.string().nullish(),
  BillingPostalCode: z.string().nullish(),
  BillingCountry: z.string().nullish(),
  CurrencyIsoCode: z.string().nullish(),
  IsDeleted: z.boolean().nullish(),
});

/** Name is the account's own; the rest is what a bill needs. */
function mapAccount(body: unknown, system: SystemDescription): CanonicalRecord[] {
  const raw = account.parse(body);
  const { fields, currency } = salesforceOptions.parse(system.options);
  return [customerOf(raw, fields, raw.CurrencyIsoCode ?? currency)];
}

const fields = ['Id', ...accountFields, 'IsDeleted', 'SystemModstamp'];

const toMessage = (record: ForceRecord): SourceMessage => ({
  key: longId(String(record['Id'])),
  version: instantOf(record['SystemModstamp']),
  body: record,
});

function select(options: SalesforceOptions, ids: string): string {
  const { taxId, paymentTerms } = options.fields;
  const own = [taxId, paymentTerms, options.multiCurrency ? 'CurrencyIsoCode' : null].filter((field) => field !== null);
  return `SELECT ${[...fields, ...own].join(', ')} FROM Account WHERE Id IN (${ids})`;
}

const sources = [{ object: 'Account', keyField: 'Id' }];

/** Accounts, as customers. */
export const accountStream: Stream<{ force: ForceClient; options: SalesforceOptions }> = {
  about: 'Account → customer',
  kinds: ['customer'],
  pull: ({ force, options }, state, limits) =>
    pullChanges(
      force,
      sources,
      (keys) => readByIds(force, keys, (ids) => select(options, ids), toMessage),
      state,
      limits,
    ),
  fetch: ({ force, options }, keys) => readByIds(force, keys, (ids) => select(options, ids), toMessage),
  scan: ({ force }, pageSize) => scanObjects(force, sources, pageSize),
  map: mapAccount,
};
