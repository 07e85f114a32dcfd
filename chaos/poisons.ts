import type { ErrorCode } from '../src/domain/errors.ts';

/** What a record of hours says; `values` in the terms of the connector, whatever they are. */
export interface Told {
  key: string;
  version: string;
  legalEntity: string;
  values: Record<string, unknown>;
  refs?: Record<string, unknown>;
}

/** One way in which a record can't be used: what is wrong with it, and what the hub must say of it. */
export interface Poison {
  name: string;
  code: ErrorCode;
  /** What the reason must name. */
  says: string;
  spoil: (record: Told) => unknown;
  /** What is done to the text of the delivery, where the record alone can't say it. */
  write?: (body: string) => string;
}

const withValues = (record: Told, values: Record<string, unknown>) => ({
  ...record,
  values: { ...record.values, ...values },
});

/** A value so many lists deep, put into the text: no serializer of values gets as far down. */
const nested = (depth: number) => ({
  spoil: (record: Told) => withValues(record, { role: `<${depth} levels>` }),
  write: (body: string) => body.replace(`"<${depth} levels>"`, '['.repeat(depth) + ']'.repeat(depth)),
});

/** Records that can't be used, each in a delivery between good ones. */
export const poisons: readonly Poison[] = [
  { name: 'no version', code: 'UNREADABLE', says: 'version', spoil: ({ version: _left, ...record }) => record },
  {
    name: 'a NUL character',
    code: 'UNREADABLE',
    says: 'role: holds a character that can not be stored',
    spoil: (record) => withValues(record, { role: 'Consul\u0000tant' }),
  },
  {
    name: 'half of a surrogate pair',
    code: 'UNREADABLE',
    says: 'role: holds a character that can not be stored',
    spoil: (record) => withValues(record, { role: 'Consultant \ud83d' }),
  },
  {
    name: 'a number of the wrong type',
    code: 'MAPPING_FAILED',
    says: 'hours: not a decimal',
    spoil: (record) => withValues(record, { hours: ['seven'] }),
  },
  {
    name: 'a day that does not exist',
    code: 'MAPPING_FAILED',
    says: 'workedOn',
    spoil: (record) => withValues(record, { workedOn: '2026-02-30' }),
  },
  {
    name: 'a currency that is none',
    code: 'MAPPING_FAILED',
    says: 'currency: not an ISO 4217 code',
    spoil: (record) => withValues(record, { currency: 'EURO' }),
  },
  {
    name: 'a number of an exponent beyond all money',
    code: 'MAPPING_FAILED',
    says: 'amount: not a decimal',
    spoil: (record) => withValues(record, { amount: '1e400' }),
  },
  {
    name: 'a number of 400 digits',
    code: 'MAPPING_FAILED',
    says: 'amount: more than 38 digits',
    spoil: (record) => withValues(record, { amount: '9'.repeat(400) }),
  },
  {
    name: 'a number of 200,000 digits',
    code: 'MAPPING_FAILED',
    says: 'amount: more than 38 digits',
    spoil: (record) => withValues(record, { amount: '9'.repeat(200_000) }),
  },
  {
    name: 'a body 2,000 levels deep',
    code: 'UNREADABLE',
    says: 'levels deep',
    ...nested(2000),
  },
  {
    name: 'a body 50,000 levels deep',
    code: 'UNREADABLE',
    says: 'levels deep',
    ...nested(50_000),
  },
];

/** A record that can be used as soon as the configuration names the peer that it points into. */
export const mendable: Poison = {
  name: 'a peer that the configuration does not name',
  code: 'MAPPING_FAILED',
  says: 'has no peer with the role crm',
  spoil: (record) => ({ ...record, refs: { contractLine: { key: '802000000000001AAA', role: 'crm' } } }),
};

/** Bodies that can't be read at all, with what the hub must say of each. */
export const unreadable: readonly { name: string; says: string; body: string }[] = [
  { name: 'half of a body', says: 'not JSON', body: '{"type":"time_entry.upserted","timestamp":' },
  { name: 'a list instead of a message', says: 'body', body: '[]' },
  {
    name: 'a kind that nobody tells of',
    says: 'type',
    body: '{"type":"invoice.upserted","timestamp":"2026-02-01T10:00:00Z","data":{"records":[{}]}}',
  },
];
