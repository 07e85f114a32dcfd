import { expect } from '@jest/globals';
import { certinia } from '../../src/connectors/certinia/index.ts';
import { fusion } from '../../src/connectors/fusion/index.ts';
import { salesforce } from '../../src/connectors/salesforce/index.ts';
import type { CaseParts } from './case.ts';
import type { Json } from './json-shapes.ts';

const connectors = { salesforce, certinia, fusion };

/** A system that has a connector. */
export type SystemName = keyof typeof connectors;

/** The stream that takes in records of a vendor's object or resource: each says in words what it reads. */
export function streamFor(system: SystemName, object: string): string | undefined {
  const names = new RegExp(`(^|[^\\w])${object}([^\\w]|$)`);
  const streams = Object.entries(connectors[system].streams);
  return streams.find(([, { about }]) => names.test(about.split('→')[0] ?? ''))?.[0];
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Json | null | undefined)?.[name], body);
}

/**
 * Puts a record in by the front door. What no stream takes in is parked for that reason; what a stream takes in is
 * done, or parked because it lacks something that a record can't do without, and then it does lack it.
 */
export async function offered({ hub }: CaseParts, system: SystemName, object: string, body: Json): Promise<void> {
  const stream = streamFor(system, object);
  const row = await hub.offer(system, stream ?? object, body);
  if (stream === undefined) {
    expect(row).toMatchObject({ state: 'parked', reason_code: 'UNMAPPED_OBJECT', reason: `no stream "${object}"` });
    return;
  }
  if (row.state === 'done') return;
  expect(row).toMatchObject({ state: 'parked', reason_code: 'MAPPING_FAILED' });
  const places = (row.reason ?? '').split('; ').map((sentence) => sentence.split(':')[0] ?? '');
  for (const place of places) expect({ place, value: valueAt(body, place) ?? null }).toEqual({ place, value: null });
}
