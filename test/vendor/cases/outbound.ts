import { expect } from '@jest/globals';
import { sandboxOrganization } from '../../../sandbox/entities.ts';
import { outboundEnvelope } from '../../../sandbox/force/outbound-messages.ts';
import { longId } from '../../../src/connectors/force/values.ts';
import { salesforce } from '../../../src/connectors/salesforce/index.ts';
import type { Cases } from '../case.ts';
import { streamFor } from '../offered.ts';
import { child, children, type Element, parseXml, textIn } from '../xml.ts';

const xml = 'text/xml; charset=utf-8';

/** The names of the elements, nested; where they lie and what they say is left out. */
function skeleton(element: Element | string | undefined): unknown {
  if (element === undefined || typeof element === 'string') return {};
  const names = Object.keys(element).filter((name) => !name.startsWith('@') && name !== '#text');
  return Object.fromEntries(names.map((name) => [name, children(element, name).map(skeleton)]));
}

const namespacesIn = (text: string) =>
  [...text.matchAll(/xmlns(?::soapenv)?="([^"]+)"/g)].map(([, name]) => name).sort();

function expectSameShape(ours: string, theirs: string): void {
  expect(skeleton(parseXml(ours))).toEqual(skeleton(parseXml(theirs)));
  expect(namespacesIn(ours)).toEqual(namespacesIn(theirs));
}

const order = () => [{ object: 'Order', id: '801GN0000000001AAA', notificationId: '04lTL0000000001AAA' }];

function elementsOf(wsdl: Element, name: string): Element[] {
  const schemas = children(child(wsdl, 'types'), 'schema');
  const found = schemas.flatMap((schema) => children(schema, 'element')).find((each) => each['@name'] === name);
  return children(child(child(found, 'complexType'), 'sequence'), 'element');
}

function idPattern(wsdl: Element): RegExp {
  const types = children(child(wsdl, 'types'), 'schema').flatMap((schema) => children(schema, 'simpleType'));
  const pattern = child(
    child(
      types.find((type) => type['@name'] === 'ID'),
      'restriction',
    ),
    'pattern',
  );
  return new RegExp(`^${pattern?.['@value']}$`);
}

/** Outbound messages, their answers, and the document that defines both. */
export const outboundCases: Cases<'outbound-message' | 'outbound-answer' | 'soap-fault' | 'outbound-wsdl'> = {
  'outbound-message': {
    sentence: 'is acknowledged and kept as hints',
    async run({ text, shape }, { hub }) {
      const system = hub.systemOf(shape.organizationId);
      const answer = await hub.post(system, text, xml);
      if (shape.organizationId.length < 15) {
        expect(answer.status).toBe(401);
        return;
      }
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('<Ack>true</Ack>');
      const rows = await hub.delivered(system);
      if (shape.notices.some(({ id, object, key }) => id === '' || object === '' || key === '')) {
        expect(rows).toContainEqual(expect.objectContaining({ state: 'parked', reason_code: 'UNREADABLE' }));
        return;
      }
      for (const { id, object, key } of shape.notices) {
        expect(await hub.seen(system)).toContain(id);
        const row = rows.find((each) => each.object === object && each.key === longId(key));
        const stream = salesforce.webhook?.streamOf?.(object);
        expect(stream).toBe(streamFor('salesforce', object));
        expect(row).toMatchObject({ type: 'hint', stream: stream ?? null });
        const parked = { state: 'parked', reason_code: 'UNMAPPED_OBJECT', reason: `no stream takes in ${object}` };
        if (stream === undefined) expect(row).toMatchObject(parked);
      }
      const before = rows.length;
      expect((await hub.post(system, text, xml)).status).toBe(200);
      expect(await hub.delivered(system)).toHaveLength(before);
      expect((await hub.post('salesforce', text, xml)).status).toBe(401);
    },
  },
  'outbound-answer': {
    sentence: 'has the shape of our answer to a message that was taken in',
    async run({ text }, { hub }) {
      const answer = await hub.post('salesforce', outboundEnvelope(order()), xml);
      expect(answer.status).toBe(200);
      expectSameShape(answer.body, text);
    },
  },
  'soap-fault': {
    sentence: 'has the shape of our refusal',
    async run({ text }, { hub }) {
      const foreign = outboundEnvelope(order()).replace(sandboxOrganization, '00D000000000000AAA');
      const answer = await hub.post('salesforce', foreign, xml);
      expect(answer.status).toBe(401);
      expectSameShape(answer.body, text);
    },
  },
  'outbound-wsdl': {
    sentence: 'allows what the sandbox sends and what the hub answers',
    async run({ shape: { wsdl } }, { hub }) {
      const sent = outboundEnvelope(order());
      const notifications = child(child(child(parseXml(sent), 'Envelope'), 'Body'), 'notifications') as Element;
      const names = Object.keys(notifications).filter((name) => !name.startsWith('@'));
      expect(names).toEqual(elementsOf(wsdl, 'notifications').map((element) => element['@name']));
      const ids = ['OrganizationId', 'ActionId'].map((name) => textIn(notifications, name));
      const notice = child(notifications, 'Notification');
      const id = idPattern(wsdl);
      for (const each of [...ids, textIn(notice, 'Id'), textIn(child(notice, 'sObject'), 'Id')]) {
        expect(each).toMatch(id);
      }
      const answer = parseXml((await hub.post('salesforce', sent, xml)).body);
      const response = child(child(child(answer, 'Envelope'), 'Body'), 'notificationsResponse') as Element;
      const defined = elementsOf(wsdl, 'notificationsResponse').map((element) => element['@name']);
      expect(Object.keys(response).filter((name) => !name.startsWith('@'))).toEqual(defined);
    },
  },
};
