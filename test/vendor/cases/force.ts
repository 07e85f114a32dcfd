import { expect } from '@jest/globals';
import { forceClient } from '../../../src/connectors/force/client.ts';
import { longId } from '../../../src/connectors/force/values.ts';
import { salesforce } from '../../../src/connectors/salesforce/index.ts';
import type { SystemDescription } from '../../../src/domain/connector.ts';
import { HubError } from '../../../src/domain/errors.ts';
import { parseRecord } from '../../../src/domain/record.ts';
import type { CaseParts, Cases } from '../case.ts';
import { describedObjects } from '../force-metadata.ts';
import { type Json, typeOf } from '../json-shapes.ts';
import { offered, type SystemName, streamFor } from '../offered.ts';
import { child, children, type Element } from '../xml.ts';

const description: SystemDescription = {
  name: 'salesforce',
  role: 'crm',
  baseUrl: 'https://example.my.salesforce.com',
  peers: {},
  options: { organizationId: '00D000000000000' },
};

/** A client whose every request after the sign-in is answered with one text. */
function clientAnswered(status: number, text: string) {
  const headers = { date: 'Wed, 25 Nov 2026 12:00:00 GMT' };
  return forceClient({
    ...description,
    credentials: {},
    send: async ({ url }) =>
      url.endsWith('/token')
        ? { status: 200, headers, text: '{"access_token":"x"}' }
        : { status, headers, text: url.includes('q=') ? text : '{"records":[],"totalSize":0,"done":true}' },
  });
}

const systemOf = (object: string): SystemName =>
  /^(pse|fferpcore|c2g|ffr|fferp)__/.test(object) ? 'certinia' : 'salesforce';

const childrenIn = (record: Json, name: string) => ((record[name] as Json | null)?.['records'] ?? []) as Json[];

/** The record with what the connector's own query would have brought besides. */
function completed(record: Json): Json {
  const orders = childrenIn(record, 'Orders').map((order) => ({
    StatusCode: 'Activated',
    ActivatedDate: '2026-01-05T09:00:00.000+0000',
    ...order,
    OrderItems: { records: childrenIn(order, 'OrderItems').map((item) => ({ Quantity: 1, UnitPrice: 10, ...item })) },
  }));
  return {
    Id: '8005i000000LToBAAW',
    ContractNumber: '00000100',
    StatusCode: 'Activated',
    CurrencyIsoCode: 'USD',
    ...record,
    Orders: orders.length === 0 ? null : { records: orders },
  };
}

/** Orders and their items are parts of a contract: as such they map. */
function expectMapsAsPart(record: Json): void {
  const type = typeOf(record);
  const whole =
    type === 'Order'
      ? { Orders: { records: [record] } }
      : type === 'OrderItem'
        ? { Orders: { records: [{ Id: '8015i000000xJ0aAAE', OrderItems: { records: [record] } }] } }
        : record;
  const body = completed(whole);
  const activated = childrenIn(body, 'Orders').filter((order) => order['StatusCode'] === 'Activated');
  const items = activated.flatMap((order) => childrenIn(order, 'OrderItems'));
  const sold = items.filter((item) => item['OriginalOrderItemId'] == null);
  const records = (salesforce.streams['contract']?.map(body, description) ?? []).map(parseRecord);
  expect(records.filter(({ kind }) => kind === 'contract')).toHaveLength(1);
  const lines = records.filter(({ kind }) => kind === 'contract_line').map(({ key }) => key);
  expect(lines.sort()).toEqual(sold.map((item) => longId(String(item['Id']))).sort());
}

async function takeIn(parts: CaseParts, records: readonly Json[]): Promise<void> {
  for (const record of records) {
    const type = typeOf(record) ?? '';
    await offered(parts, systemOf(type), type, record);
    if (['Contract', 'Order', 'OrderItem'].includes(type)) expectMapsAsPart(record);
  }
}

/** The values of an enumerated type. */
function enumeration(wsdl: Element, name: string): string[] {
  const types = children(child(wsdl, 'types'), 'schema').flatMap((schema) => children(schema, 'simpleType'));
  return types
    .filter((type) => type['@name'] === name)
    .flatMap((type) => children(child(type, 'restriction'), 'enumeration'))
    .map((item) => String(item['@value']).replace(/^.*:/, ''));
}

async function errorFor(errorCode: string, message: string): Promise<HubError> {
  const client = clientAnswered(400, JSON.stringify([{ errorCode, message }]));
  const error = await client.query('SELECT Id FROM Account').catch((thrown: unknown) => thrown);
  if (!(error instanceof HubError)) throw new Error(`${errorCode} was taken for an answer`);
  return error;
}

/** Codes for what may well work later: everything else is final. */
const transient: Record<string, string> = {
  REQUEST_LIMIT_EXCEEDED: 'UPSTREAM_THROTTLED',
  SERVER_UNAVAILABLE: 'UPSTREAM_THROTTLED',
  UNABLE_TO_LOCK_ROW: 'UPSTREAM_UNAVAILABLE',
  QUERY_TIMEOUT: 'UPSTREAM_UNAVAILABLE',
};

/** Answers of the REST API, and what WSDLs say of objects and errors. */
export const forceCases: Cases<
  | 'query-answer'
  | 'force-record'
  | 'force-refusal'
  | 'force-answer'
  | 'force-fields'
  | 'force-wsdl'
  | 'force-soap'
  | 'force-bulk'
> = {
  'query-answer': {
    sentence: 'is read as a page of a query, and its records map or are parked for what they lack',
    async run({ text, shape }, parts) {
      const result = await clientAnswered(200, text).query('SELECT Id FROM Contract');
      expect(result.records).toHaveLength(shape.answer.records.length);
      expect(result.records.map(typeOf)).toEqual(shape.answer.records.map(typeOf));
      await takeIn(parts, shape.answer.records);
    },
  },
  'force-record': {
    sentence: 'maps, alone or as a part, or is parked for what it lacks',
    run: ({ shape }, parts) => takeIn(parts, shape.records),
  },
  'force-refusal': {
    sentence: 'is told as an error with its code and its sentence',
    async run({ text, shape }) {
      const error = await clientAnswered(400, text)
        .query('SELECT Id FROM Account')
        .catch((thrown: unknown) => thrown);
      const codes = shape.errors.map((each) => String(each['errorCode']));
      expect(error).toBeInstanceOf(HubError);
      const { message, retryable } = error as HubError;
      for (const each of shape.errors) expect(message).toContain(`${each['errorCode']}: ${each['message']}`);
      expect(retryable).toBe(codes.some((code) => code in transient));
    },
  },
  'force-answer': {
    sentence: 'answers a call that the connector does not make, and is parked as nothing that a stream takes in',
    run: ({ shape }, parts) => offered(parts, 'salesforce', 'answer', { answer: shape.body }),
  },
  'force-soap': {
    sentence: 'is of an interface that the connector does not use, and is nothing that a stream takes in',
    run: ({ shape: { operation }, text }, parts) => offered(parts, 'salesforce', operation, { envelope: text }),
  },
  'force-bulk': {
    sentence: 'is of an interface that the connector does not use, and is nothing that a stream takes in',
    run: ({ shape: { columns } }, parts) => offered(parts, 'salesforce', 'bulk', { columns }),
  },
  'force-fields': {
    sentence: 'describes objects, by which the queries are held',
    async run({ shape }) {
      for (const [object, fields] of Object.entries(shape.objects)) {
        expect(describedObjects).toContain(object);
        expect(fields.length).toBeGreaterThan(0);
      }
    },
  },
  'force-wsdl': {
    sentence: 'names the errors, of which those that pass are tried again and no other',
    async run({ shape: { wsdl } }) {
      const codes = [...new Set([...enumeration(wsdl, 'ExceptionCode'), ...enumeration(wsdl, 'StatusCode')])];
      expect(codes).toEqual(expect.arrayContaining(Object.keys(transient)));
      for (const code of codes) {
        const error = await errorFor(code, 'why');
        expect({ code, error: error.code }).toEqual({ code, error: transient[code] ?? 'UPSTREAM_REFUSED' });
      }
      expect(streamFor('salesforce', 'Contract')).toBe('contract');
    },
  },
};
