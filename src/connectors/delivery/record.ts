import { z } from 'zod';
import type { SystemDescription } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import type { KindName } from '../../domain/kinds.ts';
import { naturalKey } from '../../domain/natural-key.ts';
import type { CanonicalRecord, Ref } from '../../domain/record.ts';
import { systemRoles } from '../../domain/roles.ts';

const role = z.enum(systemRoles);
/** A key of a record: long enough for one that is made of several columns of a file, short enough for an index. */
export const keyText = z.string().min(1).max(500);

/** How a record points at another: by its key here, by its key in the peer of a role, or by what people know it by. */
const toldRef = z.union([
  z.strictObject({ key: keyText, role: role.optional() }),
  z.strictObject({ natural: z.union([keyText, z.array(keyText).min(1).max(4)]) }),
]);

/** A record as the custom delivery system tells it: canonical terms, named in MAPPING.md. */
const toldRecord = z.strictObject({
  key: keyText,
  version: z.string().optional(),
  deleted: z.boolean().default(false),
  natural: z.union([keyText, z.array(keyText).min(1).max(4)]).optional(),
  claims: z.strictObject({ role, key: keyText }).optional(),
  legalEntity: z.string().min(1).optional(),
  practice: z.string().min(1).optional(),
  values: z.record(z.string(), z.unknown()).default({}),
  refs: z.record(z.string(), toldRef.nullable()).default({}),
});

function peerOf(system: SystemDescription, of: z.infer<typeof role>, place: string): string {
  const peer = system.peers[of];
  if (peer === undefined) {
    throw new HubError('MAPPING_FAILED', `${place}: ${system.name} has no peer with the role ${of} in hub.config.json`);
  }
  return peer;
}

const naturalOf = (parts: string | readonly string[]) => naturalKey(...(typeof parts === 'string' ? [parts] : parts));

function refOf(system: SystemDescription, told: z.infer<typeof toldRef>, place: string): Ref | null {
  if ('natural' in told) {
    const natural = naturalOf(told.natural);
    return natural === undefined ? null : { natural };
  }
  return told.role === undefined ? { key: told.key } : { key: told.key, system: peerOf(system, told.role, place) };
}

/** Reads the body of one record of a kind. Throws where it lacks what the record can't do without. */
export function readRecord(kind: KindName, body: unknown, system: SystemDescription): CanonicalRecord {
  const told = toldRecord.parse(body);
  const refs = Object.entries(told.refs).map(([name, ref]) => {
    const place = `refs.${name}`;
    return [name, ref === null ? null : refOf(system, ref, place)] as const;
  });
  const natural = told.natural === undefined ? undefined : naturalOf(told.natural);
  return {
    kind,
    key: told.key,
    deleted: told.deleted,
    values: told.values as CanonicalRecord['values'],
    refs: Object.fromEntries(refs),
    ...(natural === undefined ? {} : { natural }),
    ...(told.claims === undefined
      ? {}
      : { claims: { system: peerOf(system, told.claims.role, 'claims'), key: told.claims.key } }),
    ...(told.legalEntity === undefined ? {} : { legalEntity: told.legalEntity }),
    ...(told.practice === undefined ? {} : { practice: told.practice }),
  };
}
