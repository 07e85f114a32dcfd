import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { KindName } from '../src/domain/kinds.ts';

/** The secret that the custom delivery system of the tests signs with. */
export const toldSecret = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;

/** A custom delivery system beside the simulated ones, as `hub.config.json` describes it. */
export const toldSystem = {
  name: 'timekeeper',
  connector: 'delivery',
  role: 'delivery',
  peers: { crm: 'salesforce' },
  legalEntities: { DE01: 'DE01', US01: 'US01' },
};

/** What may differ from one delivery to the next. */
export interface DeliveryOptions {
  id?: string;
  secret?: string;
  at?: Date;
  contentType?: string;
}

/** A delivery signed by the reference library of Standard Webhooks, ready for `fetch`. */
export function signed(body: string | Uint8Array, options: DeliveryOptions = {}) {
  const {
    id = `msg_${randomUUID()}`,
    secret = toldSecret,
    at = new Date(),
    contentType = 'application/json',
  } = options;
  return {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, Buffer.from(body).toString('utf8')),
    },
    body,
  };
}

/** One record of the custom delivery system. */
export interface Told {
  key: string;
  version: string;
  [member: string]: unknown;
}

/** The body of a delivery that tells of records of one kind. */
export function tells(kind: KindName, records: readonly Told[], timestamp = new Date().toISOString()): string {
  return JSON.stringify({ type: `${kind}.upserted`, timestamp, data: { records } });
}

/** The body of a delivery that declares how far a stream is known. */
export function declares(stream: KindName, knownThrough: string, timestamp = new Date().toISOString()): string {
  return JSON.stringify({ type: 'stream.known_through', timestamp, data: { stream, knownThrough } });
}
