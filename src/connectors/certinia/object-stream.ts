import { z } from 'zod';
import type { SourceMessage, Stream, SystemDescription } from '../../domain/connector.ts';
import type { KindName } from '../../domain/kinds.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import { pullChanges, readByIds } from '../force/changes.ts';
import type { ForceClient, ForceRecord } from '../force/client.ts';
import { scanObjects } from '../force/scan.ts';
import { instantOf, longId } from '../force/values.ts';
import { type CertiniaOptions, certiniaOptions } from './options.ts';

/** The client of a Certinia installation: the platform's, and the installation's peculiarities. */
export interface CertiniaClient {
  force: ForceClient;
  options: CertiniaOptions;
}

/** A package object that one stream reads: what to select, and what its records mean. */
export interface PackageObject<Raw> {
  about: string;
  object: string;
  kinds: readonly KindName[];
  fields: (options: CertiniaOptions) => readonly string[];
  where?: string;
  /** An object that records of this one look up and that says a part of what they mean: they change when it does. */
  part?: { object: string; lookup: string; relationship: string };
  schema: z.ZodType<Raw>;
  map: (raw: Raw, system: SystemDescription, options: CertiniaOptions) => CanonicalRecord[];
}

/** A record is as young as the younger of it and its part. */
function toMessage(record: ForceRecord, part: PackageObject<unknown>['part']): SourceMessage {
  const stamps = [record, part && (record[part.relationship] as ForceRecord | null)].flatMap((each) =>
    each ? [instantOf(each['SystemModstamp'])] : [],
  );
  return { key: longId(String(record['Id'])), version: stamps.sort().at(-1) as string, body: record };
}

/** The query that reads records of an object by their ids, or by those of their parts. */
function packageQuery<Raw>(of: PackageObject<Raw>, options: CertiniaOptions, ids: string): string {
  const fields = ['Id', 'IsDeleted', 'SystemModstamp', ...of.fields(options)];
  if (options.multiCurrency) fields.push('CurrencyIsoCode');
  if (of.part !== undefined) fields.push(`${of.part.relationship}.SystemModstamp`);
  const where = of.where === undefined ? '' : ` AND ${of.where}`;
  const named = of.part === undefined ? `Id IN (${ids})` : `(Id IN (${ids}) OR ${of.part.lookup} IN (${ids}))`;
  return `SELECT ${fields.join(', ')} FROM ${of.object} WHERE ${named}${where}`;
}

/** The stream of one package object. */
export function objectStream<Raw>(of: PackageObject<Raw>): Stream<CertiniaClient> {
  const read = ({ force, options }: CertiniaClient, keys: readonly string[]) =>
    readByIds(
      force,
      keys,
      (ids) => packageQuery(of, options, ids),
      (record) => toMessage(record, of.part),
    );
  const sources = [of.object, ...(of.part === undefined ? [] : [of.part.object])].map((object) => ({
    object,
    keyField: 'Id',
  }));
  const partStamp = of.part && `${of.part.relationship}.SystemModstamp`;
  const whole = { object: of.object, keyField: 'Id', where: of.where, partStamp };
  return {
    about: of.about,
    kinds: of.kinds,
    pull: (client, state, limits) => pullChanges(client.force, sources, (keys) => read(client, keys), state, limits),
    fetch: read,
    scan: ({ force }, pageSize) => scanObjects(force, [whole], pageSize),
    map: (body, system) => of.map(of.schema.parse(body), system, certiniaOptions.parse(system.options)),
  };
}

/** Text that may be absent. */
export const text = z.string().nullish();
/** A number that may be absent; exotic spellings arrive as text. */
export const number = z.union([z.number(), z.string()]).nullish();
/** A checkbox. */
export const flag = z.boolean().nullish();
/** The name of a looked-up record. */
export const named = z.looseObject({ Name: text }).nullish();
/** What every package record has. */
export const base = z.looseObject({ Id: z.string(), IsDeleted: flag, CurrencyIsoCode: text });

/** The record's currency, or the installation's only one. */
export function currencyOf(
  raw: { CurrencyIsoCode?: string | null | undefined },
  options: CertiniaOptions,
): string | null {
  return options.multiCurrency ? (raw.CurrencyIsoCode ?? null) : options.currency;
}

/** A ref to another record of the same installation. */
export function to(id: string | null | undefined): { key: string } | null {
  return id ? { key: longId(id) } : null;
}

/** A ref to a record of the CRM whose id is stored here; null where the CRM is not known or the field is empty. */
export function toCrm(system: SystemDescription, id: unknown): { system: string; key: string } | null {
  return typeof id === 'string' && id !== '' && system.peers.crm !== undefined
    ? { system: system.peers.crm, key: longId(id) }
    : null;
}

/** The value of a field that the installation adds under a name of its own; null where it has none. */
export function ownField(raw: Readonly<Record<string, unknown>>, name: string | null): unknown {
  return name === null ? null : raw[name];
}

/** The canonical word for a value of a picklist; null where there is none. */
export function wordFor(words: Readonly<Record<string, string>>, value: string | null | undefined): string | null {
  return words[value ?? ''] ?? null;
}
