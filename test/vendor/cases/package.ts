import { expect } from '@jest/globals';
import { certinia } from '../../../src/connectors/certinia/index.ts';
import type { SystemDescription } from '../../../src/domain/connector.ts';
import { parseRecord } from '../../../src/domain/record.ts';
import type { CaseParts, Cases } from '../case.ts';
import { checkQuery } from '../check-requests.ts';
import { checkWrite } from '../check-writes.ts';
import { forceMetadata, objectName } from '../force-metadata.ts';
import { offered, streamFor } from '../offered.ts';
import { declaredFields } from '../own-fields.ts';
import type { PackageObject } from '../package-object.ts';
import { queriesIn, writesIn } from '../recorded-requests.ts';

const system: SystemDescription = {
  name: 'certinia',
  role: 'psa',
  baseUrl: 'https://example.com',
  peers: {},
  options: {},
};

/** Whatever is asked of the object or written to it has to be in its metadata. */
function expectRequestsFit(name: string, { recorded }: CaseParts): number {
  const org = { own: declaredFields, multiCurrency: true };
  const queries = queriesIn(recorded).filter(({ query }) => query.from === name);
  const writes = writesIn(recorded).filter(({ object }) => object === name);
  const found = [
    ...queries.map(({ query }) => checkQuery(query, org)),
    ...writes.map((write) => checkWrite(write, org)),
  ];
  expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
  return found.length;
}

/** A record with a value of the right type in every field, so that it says all that its object can say. */
function filled(object: PackageObject): Record<string, unknown> {
  const values: Record<string, unknown> = { Checkbox: true, Date: '2026-03-04', Currency: 12.5, Number: 7.25 };
  const fields = object.fields.map(({ name, type, values: [first] }) => [
    name,
    first ?? values[type] ?? 'a0X000000000001',
  ]);
  return { Id: 'a0X000000000001AAA', Name: 'One', CurrencyIsoCode: 'USD', ...Object.fromEntries(fields) };
}

/** A list of choices that a canonical attribute is told by must be understood in every one of them. */
function expectChoicesUnderstood(stream: string, object: PackageObject): void {
  const map = (body: unknown) => certinia.streams[stream]?.map(body, system).map(parseRecord) ?? [];
  const record = filled(object);
  const closed = object.fields.filter(({ name, values }) => values.length > 0 && !isOpen.test(name));
  for (const { name, values } of closed) {
    const told = values.map((value) => JSON.stringify(map({ ...record, [name]: value }).map((each) => each.values)));
    const nothing = JSON.stringify(map({ ...record, [name]: 'no such choice' }).map((each) => each.values));
    const isRead = new Set([...told, nothing]).size > 1;
    if (isRead)
      expect({ name, unread: values.filter((_value, place) => told[place] === nothing) }).toEqual({ name, unread: [] });
  }
}

// Choices that every firm names as it likes: they are read as text, or by the options.
const isOpen = /Role__c$|Stage__c$|Type__c$/;

/** Objects of the packages, and the package's own maps between products. */
export const packageCases: Cases<'package-object' | 'platform-event-object' | 'field-map' | 'force-setting'> = {
  'force-setting': {
    sentence: 'is a setting of an org, and nothing that a stream takes in',
    run: ({ shape: { name } }, parts) => offered(parts, 'certinia', name, { setting: name }),
  },
  'package-object': {
    sentence: 'describes an object: the requests fit it and its choices are understood, or no stream takes it in',
    async run({ path, shape: { object } }, parts) {
      const name = objectName(path, object);
      expect(forceMetadata.has(name)).toBe(true);
      const asked = expectRequestsFit(name, parts);
      const stream = streamFor('certinia', name);
      if (stream === undefined) {
        await offered(parts, 'certinia', name, { attributes: { type: name }, ...filled(object) });
        return;
      }
      expect(asked).toBeGreaterThan(0);
      expectChoicesUnderstood(stream, object);
    },
  },
  'platform-event-object': {
    sentence: 'describes an event, and is nothing that a stream takes in',
    run: ({ path, shape: { object } }, parts) =>
      offered(parts, 'certinia', objectName(path, object), { payload: filled(object), event: { replayId: 1 } }),
  },
  'field-map': {
    sentence: 'names fields of the package, and is a setting that no stream takes in',
    async run({ path, shape: { entries } }, parts) {
      expect(entries.length).toBeGreaterThan(0);
      for (const { object, field } of entries) {
        const query = { from: object, fields: [field], children: [], orderBy: [] };
        expect(checkQuery(query, { own: declaredFields, multiCurrency: true }).wrong).toEqual([]);
      }
      await offered(parts, 'certinia', 'field-map', { path });
    },
  },
};
