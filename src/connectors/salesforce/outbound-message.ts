import { XMLParser } from 'fast-xml-parser';
import type { ConnectedSystem, Webhook, WebhookItem } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import { longId } from '../force/values.ts';
import { salesforceOptions } from './options.ts';

// No entities beyond the five of XML and no document types: neither belongs in a message.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: true,
  isArray: (name) => name === 'Notification',
});

interface Notification {
  Id?: string;
  sObject?: { Id?: string; '@type'?: string };
}

interface Notifications {
  OrganizationId?: string;
  Notification?: Notification[];
}

/** Reads the SOAP envelope (`outbound`, 2005/09). Throws UNREADABLE with the reason. */
function readEnvelope(body: Uint8Array): Notifications {
  const text = Buffer.from(body).toString('utf8');
  if (text.includes('<!DOCTYPE')) throw new HubError('UNREADABLE', 'a document type is not accepted');
  let document: { Envelope?: { Body?: { notifications?: Notifications } } };
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw new HubError('UNREADABLE', `not XML: ${error instanceof Error ? error.message : error}`);
  }
  const notifications = document.Envelope?.Body?.notifications;
  if (notifications === undefined || notifications === null) {
    throw new HubError('UNREADABLE', 'no notifications in the envelope');
  }
  return notifications;
}

function itemOf({ Id: messageId, sObject }: Notification): WebhookItem {
  const id = sObject?.Id;
  const type = sObject?.['@type'];
  if (messageId === undefined || id === undefined || type === undefined) {
    throw new HubError('UNREADABLE', 'a notification without its id, its object or its type');
  }
  return { type: 'hint', messageId, object: type.replace(/^.*:/, ''), key: longId(id) };
}

const streams: Record<string, string> = {
  Account: 'account',
  Contract: 'contract',
  Order: 'contract',
  OrderItem: 'contract',
};

const soap = (content: string) =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
  `<soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`;

const escapeXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * Salesforce outbound messages. They carry no signature and, when repeated, the data of the moment: so they prove
 * nothing, say only that something changed, and are answered by reading it again.
 */
export const outboundMessage: Webhook = {
  contentTypes: ['text/xml', 'application/xml'],
  verify({ body, pathSecret }, system: ConnectedSystem) {
    const { organizationId, webhookSecret } = salesforceOptions.parse(system.options);
    if (webhookSecret !== undefined && pathSecret !== webhookSecret) {
      throw new HubError('SIGNATURE_INVALID', 'the path does not end in the secret of this system');
    }
    const claimed = readEnvelope(body).OrganizationId;
    if (claimed?.slice(0, 15) !== organizationId.slice(0, 15)) {
      throw new HubError('SIGNATURE_INVALID', `the message is from organization ${claimed ?? '(none)'}`);
    }
  },
  read: (body) => (readEnvelope(body).Notification ?? []).map(itemOf),
  streamOf: (object) => streams[object],
  accepted: () => ({
    contentType: 'text/xml; charset=utf-8',
    body: soap(
      '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>',
    ),
  }),
  refused: (message) => ({
    contentType: 'text/xml; charset=utf-8',
    body: soap(
      `<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${escapeXml(message)}</faultstring><detail/></soapenv:Fault>`,
    ),
  }),
};
