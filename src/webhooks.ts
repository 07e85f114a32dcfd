import type { DataSource } from 'typeorm';
import { demandRoom, type Shedding } from './domain/shedding.ts';
import { acceptDelivery, openIntake } from './ingest/webhook.ts';
import { deliveryGate } from './server/delivery-gate.ts';
import type { Accept, WebhookReceiver } from './server/webhook-routes.ts';
import type { InstalledSystem } from './systems.ts';

/** The systems of a cell that send webhooks, and what takes those in. */
export interface Webhooks {
  find(system: string): WebhookReceiver | undefined;
  accept: Accept;
}

/** What webhooks are taken in with. `onDelivery` is called afterwards, with what was brought. */
export interface WebhookOptions {
  /** The clock that the age of a signature is told by. */
  now: () => Date;
  shedding: Shedding;
  onDelivery: (what: 'records' | 'hints') => void;
}

/** Takes in what the systems of a cell send. */
export function webhooksOf(
  hub: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  { now, shedding, onDelivery }: WebhookOptions,
): Webhooks {
  const receivers = [...systems.values()].flatMap(({ config, connector, description }) => {
    if (connector.webhook === undefined) return [];
    const { mostKilobytes, mostPerSecond } = config.webhook;
    const limits = { mostBytes: mostKilobytes * 1024, gate: deliveryGate(mostPerSecond) };
    return [[config.name, { system: description, webhook: connector.webhook, now, ...limits }] as const];
  });
  const intake = openIntake(hub);
  const byName = new Map<string, WebhookReceiver>(receivers);
  return {
    find: (name) => byName.get(name),
    async accept({ system, webhook, gate }, request) {
      await acceptDelivery(intake, system, webhook, request, () => {
        demandRoom(shedding, 'webhooks');
        gate(performance.now());
      });
      onDelivery(webhook.deliveryId === undefined ? 'hints' : 'records');
    },
  };
}
