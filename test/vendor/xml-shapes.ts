import { type PackageObject, packageObjectOf } from './package-object.ts';
import { child, children, type Element, parseXml, textIn } from './xml.ts';

/** One notification of an outbound message. */
export interface Notice {
  id: string;
  object: string;
  key: string;
}

/** What an XML file can be. */
export type XmlShape =
  | { kind: 'outbound-message'; organizationId: string; notices: Notice[] }
  | { kind: 'outbound-answer'; accepted: boolean }
  | { kind: 'soap-fault' }
  | { kind: 'outbound-wsdl'; wsdl: Element }
  | { kind: 'force-wsdl'; wsdl: Element }
  | { kind: 'package-object'; object: PackageObject }
  | { kind: 'platform-event-object'; object: PackageObject }
  | { kind: 'force-setting'; name: string }
  | { kind: 'force-soap'; operation: string }
  | { kind: 'fusion-billing-events'; events: { attributes: Record<string, string>; currency: string | undefined }[] }
  | { kind: 'fusion-soap'; operation: string };

function outboundMessage(notifications: Element): XmlShape {
  const notices = children(notifications, 'Notification').map((each) => {
    const record = child(each, 'sObject');
    const type = String(record?.['@type'] ?? '');
    return { id: textIn(each, 'Id') ?? '', object: type.replace(/^.*:/, ''), key: textIn(record, 'Id') ?? '' };
  });
  return { kind: 'outbound-message', organizationId: textIn(notifications, 'OrganizationId') ?? '', notices };
}

function billingEvents(request: Element): XmlShape {
  const events = children(request, 'projectBillingEvent').map((event) => {
    const names = Object.keys(event).filter((name) => !name.startsWith('@'));
    const attributes = Object.fromEntries(names.map((name) => [name, textIn(event, name) ?? '']));
    const currency = child(event, 'BillTrnsAmount')?.['@currencyCode'] as string | undefined;
    return { attributes, currency };
  });
  return { kind: 'fusion-billing-events', events };
}

function envelopeShape(body: Element, text: string): XmlShape | undefined {
  const notifications = child(body, 'notifications');
  if (notifications !== undefined) return outboundMessage(notifications);
  const answer = child(body, 'notificationsResponse');
  if (answer !== undefined) return { kind: 'outbound-answer', accepted: textIn(answer, 'Ack') === 'true' };
  if (child(body, 'Fault') !== undefined) return { kind: 'soap-fault' };
  const operation = Object.keys(body).find((name) => !name.startsWith('@'));
  if (operation === undefined) return undefined;
  if (/projectBillingEvent/i.test(operation)) return billingEvents(child(body, operation) as Element);
  if (text.includes('soap.sforce.com')) return { kind: 'force-soap', operation };
  return text.includes('xmlns.oracle.com') ? { kind: 'fusion-soap', operation } : undefined;
}

/** Recognises XML; undefined where it is of no known kind. */
export function xmlShapeOf(text: string): XmlShape | undefined {
  const document = parseXml(text);
  const body = child(child(document, 'Envelope'), 'Body');
  if (body !== undefined) return envelopeShape(body, text);
  const wsdl = child(document, 'definitions');
  if (wsdl !== undefined && text.includes('soap.sforce.com')) {
    const isOutbound = String(wsdl['@targetNamespace']).endsWith('/outbound');
    return { kind: isOutbound ? 'outbound-wsdl' : 'force-wsdl', wsdl };
  }
  const custom = child(document, 'CustomObject');
  if (custom === undefined) {
    const name = Object.keys(document).find((each) => !each.startsWith('@'));
    const isMetadata = text.includes('http://soap.sforce.com/2006/04/metadata');
    return isMetadata && name !== undefined ? { kind: 'force-setting', name } : undefined;
  }
  const object = packageObjectOf(custom);
  return { kind: child(custom, 'eventType') === undefined ? 'package-object' : 'platform-event-object', object };
}
