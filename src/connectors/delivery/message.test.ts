import { expect, it } from '@jest/globals';
import type { SystemDescription } from '../../domain/connector.ts';
import { parseRecord } from '../../domain/record.ts';
import { delivery } from './index.ts';
import { readMessage } from './message.ts';

const system: SystemDescription = {
  name: 'timekeeper',
  role: 'delivery',
  baseUrl: '',
  peers: { crm: 'salesforce' },
  options: {},
};

const entry = {
  key: 'TE-1',
  version: '2026-02-01T09:59:58.123456Z',
  legalEntity: 'DE01',
  values: { workedOn: '2026-01-30', hours: 7.5, billRate: '180.00', currency: 'EUR', billable: true },
  refs: {
    project: { key: 'P-1' },
    contractLine: { role: 'crm', key: '802000000000001AAA' },
    milestone: { natural: ['00001042', ' Go  Live'] },
  },
};

const timestamp = '2026-02-01T10:00:00Z';
const message = (type: string, data: object) => Buffer.from(JSON.stringify({ type, timestamp, data }));

it('reads a delivery into one item per record', () => {
  const items = readMessage(message('time_entry.upserted', { records: [entry, { ...entry, key: 'TE-2' }] }));
  expect(items).toEqual([
    {
      type: 'record',
      stream: 'time_entry',
      message: { key: 'TE-1', version: entry.version, body: { ...entry, deleted: false } },
      observedAt: timestamp,
      baseline: false,
    },
    expect.objectContaining({ message: expect.objectContaining({ key: 'TE-2' }) }),
  ]);
});

it('maps a record to canonical terms: peers by their role, natural keys as everybody writes them', () => {
  const records = delivery.streams['time_entry']?.map({ ...entry, deleted: false }, system).map(parseRecord);
  expect(records).toEqual([
    {
      kind: 'time_entry',
      key: 'TE-1',
      deleted: false,
      legalEntity: 'DE01',
      values: { workedOn: '2026-01-30', hours: '7.5', billRate: '180', currency: 'EUR', billable: true },
      refs: {
        project: { key: 'P-1' },
        contractLine: { key: '802000000000001AAA', system: 'salesforce' },
        milestone: { natural: '00001042/go live' },
      },
    },
  ]);
});

it('tells of a deleted record with nothing but its key and version', () => {
  const [item] = readMessage(
    message('expense.deleted', { records: [{ key: 'X-1', version: '2026-02-01T10:00:00Z' }] }),
  );
  const body = item?.type === 'record' ? item.message.body : undefined;
  expect(delivery.streams['expense']?.map(body, system)).toMatchObject([
    { kind: 'expense', key: 'X-1', deleted: true },
  ]);
});

it('keeps a record that has no key or no version apart from its neighbours', () => {
  const items = readMessage(message('task.upserted', { records: [{ key: 'T-1' }, { ...entry, key: 'T-2' }] }));
  expect(items.map((item) => item.type)).toEqual(['unusable', 'record']);
  expect(items[0]).toMatchObject({ reason: expect.stringContaining('data.records.0: version') });
  // Once its cause has been mended it can be read again by itself.
  const again = items[0]?.type === 'unusable' ? Buffer.from(JSON.stringify(items[0].body)) : Buffer.from('');
  expect(readMessage(again)).toEqual([items[0]]);
});

it.each([
  ['{', 'not JSON'],
  ['[]', 'body: '],
  ['{"type":"invoice.upserted","timestamp":"2026-02-01T10:00:00Z","data":{"records":[{}]}}', 'type: '],
  ['{"type":"task.upserted","timestamp":"yesterday","data":{"records":[{}]}}', 'timestamp: '],
  ['{"type":"task.upserted","timestamp":"2026-02-01T10:00:00.1234567Z","data":{"records":[{}]}}', 'microsecond'],
  ['{"type":"task.upserted","timestamp":"0000-02-01T10:00:00Z","data":{"records":[{}]}}', 'before 1970'],
  ['{"type":"task.upserted","timestamp":"2026-02-01T10:00:00Z","data":{"records":[]}}', 'data.records: '],
  ['{"type":"stream.known_through","timestamp":"2026-02-01T10:00:00Z","data":{"stream":"invoice"}}', 'data.stream: '],
])('refuses %s and says where', (body, place) => {
  expect(() => readMessage(Buffer.from(body))).toThrow(place);
});

it('refuses what a database can not store, be it ever so deep', () => {
  const broken = { ...entry, values: { ...entry.values, role: 'a\u0000b' } };
  expect(readMessage(message('time_entry.upserted', { records: [broken] }))).toEqual([
    expect.objectContaining({ type: 'unusable', reason: expect.stringContaining('role') }),
  ]);
  expect(() => readMessage(Buffer.from(`${'['.repeat(100_000)}`))).toThrow();
  expect(() => readMessage(Buffer.from([0xff, 0xfe]))).toThrow('not UTF-8');
});

it('parks a record that is too deep to be written by itself, and says the same of it when it is read again', () => {
  const marked = { ...entry, key: 'TE-3', values: { role: 'here' } };
  const text = message('time_entry.upserted', { records: [entry, marked] }).toString();
  const deep = text.replace('"here"', `${'['.repeat(10_000)}${']'.repeat(10_000)}`);
  const [good, bad] = readMessage(Buffer.from(deep));
  expect(good).toMatchObject({ type: 'record', message: { key: 'TE-1' } });
  expect(bad).toMatchObject({ type: 'unusable', reason: 'data.records.1: role: is more than 100 levels deep' });
  const again = bad?.type === 'unusable' ? Buffer.from(JSON.stringify(bad.body)) : Buffer.from('');
  expect(readMessage(again)).toMatchObject([{ reason: 'data.records.0: role: is more than 100 levels deep' }]);
});

it('takes numbers of as many digits as can be added up exactly, and no longer ones', () => {
  const amount = (text: string) => () =>
    parseRecord({ kind: 'time_entry', key: 'TE-1', values: { amount: text }, refs: {} }).values['amount'];
  expect(amount(`-${'9'.repeat(36)}.25`)()).toBe(`-${'9'.repeat(36)}.25`);
  expect(amount(`${'9'.repeat(37)}.25`)).toThrow('more than 38 digits');
});

it('names the attribute, the ref or the peer that a record can not be mapped by', () => {
  const map = (body: object) => () => delivery.streams['time_entry']?.map(body, system).map(parseRecord);
  expect(map({ ...entry, values: { ...entry.values, hours: 'many' } })).toThrow('hours');
  expect(map({ ...entry, values: { ...entry.values, hoursWorked: 1 } })).toThrow('hoursWorked');
  expect(map({ ...entry, refs: { project: { key: 'P-1', role: 'psa' } } })).toThrow('no peer with the role psa');
  expect(map({ ...entry, surprise: true })).toThrow('surprise');
});
