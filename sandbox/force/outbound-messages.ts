import { setTimeout as wait } from 'node:timers/promises';
import { sandboxOrganization } from '../entities.ts';

/** A changed record to tell the hub of. */
export interface Notice {
  object: string;
  id: string;
  /** The same however often the message is sent again. */
  notificationId: string;
}

/** The SOAP envelope of an outbound message. */
export function outboundEnvelope(notices: readonly Notice[]): string {
  const notifications = notices.map(
    ({ object, id, notificationId }) =>
      `<Notification><Id>${notificationId}</Id>` +
      `<sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${id}</sf:Id></sObject>` +
      '</Notification>',
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    '<notifications xmlns="http://soap.sforce.com/2005/09/outbound">' +
    `<OrganizationId>${sandboxOrganization}</OrganizationId><ActionId>04kTL0000000001AAA</ActionId>` +
    '<SessionId xsi:nil="true"/><EnterpriseUrl>https://localhost/</EnterpriseUrl><PartnerUrl>https://localhost/</PartnerUrl>' +
    `${notifications.join('')}</notifications></soapenv:Body></soapenv:Envelope>`
  );
}

/** Sends a message until it is acknowledged, as the platform does, for a while. Returns whether it was. */
export async function sendOutboundMessage(url: string, notices: readonly Notice[], attempts = 20): Promise<boolean> {
  const body = outboundEnvelope(notices);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body,
      });
      if (response.ok && (await response.text()).includes('<Ack>true</Ack>')) return true;
    } catch {
      // The hub is not there right now; the platform would try again too.
    }
    await wait(Math.min(5000, 100 * 2 ** attempt));
  }
  return false;
}
