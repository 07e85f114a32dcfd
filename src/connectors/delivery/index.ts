import { defineConnector, type ToldStream, type Webhook } from '../../domain/connector.ts';
import type { KindName } from '../../domain/kinds.ts';
import { readMessage, toldKinds } from './message.ts';
import { deliveryOptions } from './options.ts';
import { readRecord } from './record.ts';
import { deliveryId, signingKeys, verifySignature } from './signature.ts';

function told(kind: KindName): ToldStream {
  return {
    about: `told by webhook or file → ${kind.replaceAll('_', ' ')}`,
    kinds: [kind],
    map: (body, system) => [readRecord(kind, body, system)],
  };
}

const json = (body: object) => ({ contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) });

const webhook: Webhook = {
  contentTypes: ['application/json'],
  verify: (request, system) => verifySignature(request, signingKeys(system)),
  deliveryId,
  read: readMessage,
  accepted: () => json({ accepted: true }),
  refused: (message) => json({ accepted: false, message }),
};

/** A firm's own delivery or time system: it tells by signed webhook and by file, and is never called. */
export const delivery = defineConnector({
  name: 'delivery',
  about: "A firm's own delivery system: projects, tasks, people, rates, time and expenses by webhook and file.",
  options: deliveryOptions,
  // Nothing is ever sent, but a secret that could never prove anything is found at the start.
  client: (system) => signingKeys(system).length,
  streams: Object.fromEntries(toldKinds.map((kind) => [kind, told(kind)])),
  webhook,
});
