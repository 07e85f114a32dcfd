import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sandboxOrganization } from '../../../sandbox/entities.ts';
import { outboundEnvelope } from '../../../sandbox/force/outbound-messages.ts';
import { atWork, type ConnectorAtWork } from '../../../test/conformance/at-work.ts';
import { describeConnector } from '../../../test/conformance/describe-connector.ts';
import type { ConnectedSystem, Stream, SystemDescription } from '../../domain/connector.ts';
import { parseJson } from '../../domain/json.ts';
import { type CanonicalRecord, parseRecord } from '../../domain/record.ts';
import { forceClient } from '../force/client.ts';
import { salesforce } from './index.ts';

const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];

describeConnector('Salesforce', {
  system: 'salesforce',
  throttled: { status: 403, headers: {}, text: JSON.stringify(limit) },
  commands: () => [],
});

const description: SystemDescription = {
  name: 'salesforce',
  role: 'crm',
  baseUrl: 'https://example.my.salesforce.com',
  peers: {},
  options: { organizationId: sandboxOrganization },
};

describe('copies of invoices', () => {
  let work: ConnectorAtWork;
  beforeAll(async () => {
    work = await atWork({ system: 'salesforce' });
  });
  afterAll(() => work.close());

  it('are read from no object where the firm names none, and known to be none', async () => {
    const asked: string[] = [];
    const { connector, limits } = work.subject;
    const system: ConnectedSystem = {
      ...work.subject.system,
      options: { organizationId: sandboxOrganization },
      send: (request) => {
        asked.push(decodeURIComponent(request.url));
        return work.subject.system.send(request);
      },
    };
    const stream = connector.streams['invoice-copy'] as Stream<unknown>;
    const page = await stream.pull(connector.client(system), undefined, limits);
    expect(page).toMatchObject({ messages: [], more: false, knownThrough: expect.any(String) });
    expect(await stream.fetch(connector.client(system), ['a0V000000000001AAA'])).toMatchObject({ messages: [] });
    expect(asked.filter((url) => url.includes('ERP_Invoice__c'))).toEqual([]);
  });
});

describe('an outbound message', () => {
  const envelope = Buffer.from(outboundEnvelope([{ object: 'Order', id: '801xx0000000001', notificationId: '04l1' }]));
  const verify = (options: object, pathSecret?: string, body: Uint8Array = envelope) => {
    const system = { ...description, options, credentials: {}, send: forbidden } as ConnectedSystem;
    return () => salesforce.webhook?.verify({ headers: {}, body, receivedAt, pathSecret }, system);
  };
  const forbidden = () => Promise.reject(new Error('nothing is sent'));
  const receivedAt = '2026-02-01T10:00:00Z';
  const webhookSecret = 'a-secret-that-is-long';

  it('is taken from the configured org alone, however its id is written', () => {
    expect(verify({ organizationId: sandboxOrganization })).not.toThrow();
    expect(verify({ organizationId: sandboxOrganization.slice(0, 15) })).not.toThrow();
    expect(verify({ organizationId: sandboxOrganization.toLowerCase() })).toThrow('is from organization');
  });

  it('needs the secret of its path where there is one', () => {
    const options = { organizationId: sandboxOrganization, webhookSecret };
    expect(verify(options)).toThrow('secret');
    expect(verify(options, 'another-secret-as-long')).toThrow('secret');
    expect(verify(options, webhookSecret)).not.toThrow();
  });

  it('may not define anything', () => {
    const typed = Buffer.from(`<!DOCTYPE x [<!ENTITY y "z">]>${envelope.toString('utf8')}`);
    expect(verify({ organizationId: sandboxOrganization }, undefined, typed)).toThrow('document type');
  });

  it('hints at a record by its long id', () => {
    const items = salesforce.webhook?.read(envelope, description);
    expect(items).toEqual([{ type: 'hint', messageId: '04l1', object: 'Order', key: '801xx0000000001AAA' }]);
  });
});

describe('a contract', () => {
  const map = (json: string): CanonicalRecord[] =>
    (salesforce.streams['contract']?.map(parseJson(json), description) ?? []).map(parseRecord);
  const contract = (orders: string) =>
    `{"Id":"800xx0000000001AAA","ContractNumber":"00000100","StatusCode":"Activated","CurrencyIsoCode":"EUR","Orders":${orders}}`;
  const order = (id: string, more: string, items: string) =>
    `{"Id":"801xx000000000${id}AAA","ActivatedDate":"2026-01-0${id}T09:00:00.000+0000","EffectiveDate":"2026-01-0${id}",${more},"OrderItems":${items}}`;
  const item = (id: string, price: string, more = '') =>
    `{"Id":"802xx000000000${id}AAA","Description":"Item ${id}","Quantity":1,"UnitPrice":${price}${more}}`;
  const worth = (records: CanonicalRecord[]) => records.find(({ kind }) => kind === 'contract')?.values['value'];

  it('keeps every digit of its prices', () => {
    const items = `{"records":[${item('1', '9007199254740993.01')},${item('2', '525.00000000')},${item('3', '0E-8')}]}`;
    const records = map(contract(`{"records":[${order('1', '"StatusCode":"Activated"', items)}]}`));
    expect(worth(records)).toBe('9007199254741518.01');
    const lines = records.filter(({ kind }) => kind === 'contract_line').map(({ values }) => values['amount']);
    expect(lines).toEqual(['9007199254740993.01', '525', '0']);
  });

  it('promises nothing by an order that is not activated, and has none where the list is null', () => {
    const draft = order('1', '"StatusCode":"Draft"', `{"records":[${item('1', '100')}]}`);
    expect(worth(map(contract(`{"records":[${draft}]}`)))).toBe('0');
    expect(worth(map(contract('null')))).toBe('0');
  });

  it('numbers its change orders by their activation, and takes off what a reduction takes off', () => {
    const first = order('1', '"StatusCode":"Activated"', `{"records":[${item('1', '100')},${item('2', '50.5')}]}`);
    const reduced =
      '{"Id":"802xx0000000009AAA","Quantity":-1,"UnitPrice":50.5,"OriginalOrderItemId":"802xx0000000002"}';
    const reduction = order('3', '"StatusCode":"Activated","IsReductionOrder":true', `{"records":[${reduced}]}`);
    const second = order('2', '"StatusCode":"Activated"', `{"records":[${item('3', '7')}]}`);
    const records = map(contract(`{"records":[${reduction},${second},${first}]}`));
    expect(worth(records)).toBe('107');
    const amendments = records.filter(({ kind }) => kind === 'amendment').map(({ values }) => values);
    expect(amendments.map(({ number, valueDelta, valueAfter }) => [number, valueDelta, valueAfter])).toEqual([
      [1, '7', '157.5'],
      [2, '-50.5', '107'],
    ]);
    const dropped = records.find(({ kind, key }) => kind === 'milestone' && key === '802xx0000000002AAA');
    expect(dropped?.values).toMatchObject({ scopeState: 'dropped', amount: '0' });
  });
});

describe('the items of an activated order', () => {
  let work: ConnectorAtWork;
  beforeAll(async () => {
    work = await atWork({ system: 'salesforce' });
  });
  afterAll(() => work.close());

  it('are left alone: the platform refuses to change them, and the hub has no way to try', async () => {
    expect(salesforce.push).toBeUndefined();
    const result = await forceClient(work.subject.system).update('OrderItem', work.firm.items[0].record.Id, {
      UnitPrice: 1,
    });
    expect(result).toMatchObject({ status: 'refused', detail: expect.stringContaining('FIELD_INTEGRITY_EXCEPTION') });
  });
});
