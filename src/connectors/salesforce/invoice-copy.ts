import { z } from 'zod';
import type { Page, PullLimits, SourceMessage, Stream, SystemDescription } from '../../domain/connector.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import { pullChanges, readByIds } from '../force/changes.ts';
import type { ForceClient, ForceRecord } from '../force/client.ts';
import { scanObjects } from '../force/scan.ts';
import { instantOf, longId, naturalKey } from '../force/values.ts';
import { type SalesforceOptions, salesforceOptions } from './options.ts';

type Copies = NonNullable<SalesforceOptions['invoiceCopies']>;

const copy = z.looseObject({ Id: z.string(), CurrencyIsoCode: z.string().nullish(), IsDeleted: z.boolean().nullish() });

/** An invoice as the CRM shows it, matched by its number: what it says is open is the ERP's to say. */
function mapCopy(body: unknown, system: SystemDescription): CanonicalRecord[] {
  const raw = copy.parse(body);
  const { invoiceCopies, currency } = salesforceOptions.parse(system.options);
  if (invoiceCopies === null) return [];
  const number = z.string().nullish().parse(raw[invoiceCopies.number]) ?? null;
  return [
    {
      kind: 'invoice',
      key: longId(raw.Id),
      natural: naturalKey(number),
      deleted: raw.IsDeleted ?? false,
      values: {
        number,
        balance: (raw[invoiceCopies.openAmount] as string | number | null | undefined) ?? null,
        currency: raw.CurrencyIsoCode ?? currency,
      },
      refs: {},
    },
  ];
}

const toMessage = (record: ForceRecord): SourceMessage => ({
  key: longId(String(record['Id'])),
  version: instantOf(record['SystemModstamp']),
  body: record,
});

function select({ object, number, openAmount }: Copies, { multiCurrency }: SalesforceOptions, ids: string): string {
  const fields = [
    'Id',
    number,
    openAmount,
    'IsDeleted',
    'SystemModstamp',
    ...(multiCurrency ? ['CurrencyIsoCode'] : []),
  ];
  return `SELECT ${fields.join(', ')} FROM ${object} WHERE Id IN (${ids})`;
}

/** An org without copies has none through now, by its own clock: nothing else is asked of it. */
async function noCopies(force: ForceClient, { lagSeconds }: PullLimits): Promise<Page> {
  const { observedAt } = await force.queryAll('SELECT Id FROM Account ORDER BY Id LIMIT 1');
  const knownThrough = new Date(new Date(observedAt).getTime() - lagSeconds * 1000).toISOString();
  return { messages: [], state: {}, more: false, observedAt, knownThrough };
}

/** The copies of the ERP's invoices that the firm keeps in an object of its own. */
export const invoiceCopyStream: Stream<{ force: ForceClient; options: SalesforceOptions }> = {
  about: 'ERP_Invoice__c, or what the firm calls its own object → invoice (a copy)',
  kinds: ['invoice'],
  pull({ force, options }, state, limits) {
    const { invoiceCopies: copies } = options;
    if (copies === null) return noCopies(force, limits);
    const read = (keys: readonly string[]) => readByIds(force, keys, (ids) => select(copies, options, ids), toMessage);
    return pullChanges(force, [{ object: copies.object, keyField: 'Id' }], read, state, limits);
  },
  fetch({ force, options }, keys) {
    const { invoiceCopies: copies } = options;
    return readByIds(force, copies === null ? [] : keys, (ids) => select(copies as Copies, options, ids), toMessage);
  },
  scan: ({ force, options: { invoiceCopies: copies } }, pageSize) =>
    scanObjects(force, copies === null ? [] : [{ object: copies.object, keyField: 'Id' }], pageSize),
  map: mapCopy,
};
