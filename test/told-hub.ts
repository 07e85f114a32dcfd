import { acceptDelivery, openIntake } from '../src/ingest/webhook.ts';
import type { FirmHub } from './firm-hub.ts';
import { type DeliveryOptions, signed, toldSecret, toldSystem } from './told-system.ts';

/** What makes the custom delivery system a part of a simulated firm. */
export const withToldSystem = {
  moreSystems: () => [toldSystem],
  environment: { TIMEKEEPER_WEBHOOK_SECRET: toldSecret },
};

/** Hands a delivery of a custom system to the hub, as its webhook route does. */
export function tell(hub: FirmHub, body: string, options: DeliveryOptions = {}, system = toldSystem.name) {
  const installed = hub.systems.get(system);
  if (installed?.connector.webhook === undefined) throw new Error('the hub has no custom delivery system');
  const { headers } = signed(body, options);
  const request = { headers, body: Buffer.from(body), receivedAt: new Date().toISOString() };
  return acceptDelivery(openIntake(hub.db.hub), installed.description, installed.connector.webhook, request);
}
