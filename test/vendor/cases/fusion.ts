import { expect } from '@jest/globals';
import { type FusionClient, fusionClient } from '../../../src/connectors/fusion/client.ts';
import { fusion } from '../../../src/connectors/fusion/index.ts';
import type { SystemDescription } from '../../../src/domain/connector.ts';
import { readDecimal } from '../../../src/domain/decimal.ts';
import { HubError } from '../../../src/domain/errors.ts';
import type { OutboundRequest } from '../../../src/domain/http.ts';
import { parseRecord } from '../../../src/domain/record.ts';
import type { Cases } from '../case.ts';
import { resourceIn, resourceOf, selfIn } from '../fusion-resources.ts';
import type { Json } from '../json-shapes.ts';
import { offered, streamFor } from '../offered.ts';

const description: SystemDescription = {
  name: 'fusion',
  role: 'erp',
  baseUrl: 'https://pod.fa.example.com',
  peers: { crm: 'salesforce' },
  options: {},
};

function clientAnswered(status: number, text: string, contentType: string): FusionClient {
  const headers = { date: 'Wed, 25 Nov 2026 12:00:00 GMT', 'content-type': contentType };
  return fusionClient({
    ...description,
    credentials: {},
    send: async ({ url }) =>
      url.endsWith('/token') ? { status: 200, headers, text: '{"access_token":"x"}' } : { status, headers, text },
  });
}

const isFusion = ({ system }: { system: string }) => system === 'fusion';
const versionIn = (request: OutboundRequest) => /\/resources\/([\d.]+)\//.exec(request.url)?.[1];

/** What the pod gives, takes and says of itself. */
export const fusionCases: Cases<
  | 'fusion-page'
  | 'fusion-item'
  | 'fusion-versions'
  | 'fusion-exchange'
  | 'fusion-batch'
  | 'fusion-request'
  | 'fusion-action'
  | 'fusion-error'
  | 'fusion-text-error'
  | 'fusion-billing-events'
  | 'fusion-soap'
> = {
  'fusion-page': {
    sentence: 'is read as a page, and its items map or are parked as nothing that a stream takes in',
    async run({ text, shape: { page } }, parts) {
      const read = await clientAnswered(200, text, 'application/vnd.oracle.adf.resourcecollection+json').list(
        'any',
        {},
      );
      expect(read).toMatchObject({ items: page.items, hasMore: page['hasMore'] });
      for (const item of page.items) await offered(parts, 'fusion', selfIn(page) ?? selfIn(item) ?? 'item', item);
    },
  },
  'fusion-item': {
    sentence: 'maps, or is parked for what it lacks or as nothing that a stream takes in',
    run: ({ shape: { item } }, parts) => offered(parts, 'fusion', selfIn(item) ?? 'item', item),
  },
  'fusion-versions': {
    sentence: 'lists the versions, those among them that every request names',
    async run({ shape: { items } }, { recorded }) {
      const requests = recorded.filter((each) => isFusion(each) && each.request.url.includes('/resources/'));
      expect(requests.length).toBeGreaterThan(0);
      for (const { request } of requests) {
        const version = items.find((item) => item['version'] === versionIn(request));
        expect(version).toBeDefined();
        const extension = version?.['adf:extension'] as { allowedFrameworkVersions: string[] };
        expect(extension.allowedFrameworkVersions).toContain(request.headers?.['rest-framework-version']);
      }
    },
  },
  'fusion-exchange': {
    sentence: 'shows a write: ours are made the same way, and what it wrote is nothing that a stream takes in',
    async run({ shape: { exchange } }, parts) {
      const { method, path, contentType } = exchange.request;
      const alike = parts.recorded.filter((each) => isFusion(each) && each.request.method === method);
      expect(alike.length).toBeGreaterThan(0);
      for (const { request } of alike) {
        expect(request.contentType).toBe(contentType ?? request.contentType);
        expect(path).toContain(`/resources/${versionIn(request)}/`);
      }
      const answer = exchange.responseBody;
      if (answer !== undefined) await offered(parts, 'fusion', resourceIn(path), answer);
    },
  },
  'fusion-batch': {
    sentence: 'is a way of writing that the hub does not use, and its parts are no records',
    async run({ shape: { parts: batch } }, parts) {
      expect(parts.recorded.filter((each) => each.request.contentType?.includes('adf.batch'))).toEqual([]);
      for (const { path, payload } of batch) await offered(parts, 'fusion', resourceIn(path), payload ?? {});
    },
  },
  'fusion-request': {
    sentence: 'is an object before the pod has given it an id, and is parked for lack of that',
    run: ({ shape: { body } }, parts) => offered(parts, 'fusion', resourceOf(body), body),
  },
  'fusion-error': {
    sentence: 'is told as a refusal, in its own words',
    async run({ text, shape: { error } }) {
      const client = clientAnswered(400, text, 'application/vnd.oracle.adf.error+json');
      const thrown = await client.list('any', {}).catch((each: unknown) => each);
      expect(thrown).toBeInstanceOf(HubError);
      const details = (error['o:errorDetails'] ?? []) as Json[];
      const said = String(details[0]?.['detail'] ?? error['detail'] ?? error['title']);
      expect(thrown).toMatchObject({ code: 'UPSTREAM_REFUSED', retryable: false });
      expect((thrown as HubError).message).toContain(said);
    },
  },
  'fusion-text-error': {
    sentence: 'is told as a refusal, in its own words',
    async run({ text, shape: { sentence } }) {
      const client = clientAnswered(400, text, 'text/plain');
      const thrown = await client.list('any', {}).catch((each: unknown) => each);
      expect(thrown).toMatchObject({ code: 'UPSTREAM_REFUSED', retryable: false });
      expect((thrown as HubError).message).toContain(sentence.slice(0, 300));
    },
  },
  'fusion-action': {
    sentence: 'is a way of writing that the hub does not use, and no record',
    async run({ shape: { action } }, parts) {
      expect(parts.recorded.filter((each) => each.request.contentType?.includes('adf.action'))).toEqual([]);
      await offered(parts, 'fusion', 'action', action);
    },
  },
  'fusion-billing-events': {
    sentence: 'creates events: ours say the same of an event, and one that is read back so maps',
    async run({ shape: { events } }, { recorded }) {
      const created = recorded.find((each) => isFusion(each) && each.request.method === 'POST' && each.request.json);
      const ours = Object.keys(created?.request.json as Json);
      for (const { attributes, currency } of events) {
        expect(Object.keys(attributes).filter((name) => !ours.includes(name))).toEqual([]);
        const read = { EventId: 300000047674147, BillTrnsCurrencyCode: currency, ...attributes };
        const records = fusion.streams['billing-event']?.map(read, description).map(parseRecord) ?? [];
        expect(records.find(({ kind }) => kind === 'billing_event')).toMatchObject({
          natural: `${attributes['SourceName']}/${attributes['SourceReference']}`.toLowerCase(),
          values: { amount: readDecimal(attributes['BillTrnsAmount']), currency },
        });
      }
      expect(streamFor('fusion', 'projectBillingEvents')).toBe('billing-event');
    },
  },
  'fusion-soap': {
    sentence: 'is of an interface that the connector does not use, and is nothing that a stream takes in',
    run: ({ shape: { operation }, text }, parts) => offered(parts, 'fusion', operation, { envelope: text }),
  },
};
