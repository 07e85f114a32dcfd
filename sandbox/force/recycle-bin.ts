import type { Org, OrgRecord } from './org.ts';

/** A record of an object as it is to be stored. */
export interface StoredRecord {
  object: string;
  record: OrgRecord;
}

function detailsOf(org: Org, master: string, id: string): StoredRecord[] {
  return Object.entries(org.schema.objects).flatMap(([object, { lookups }]) =>
    Object.entries(lookups)
      .filter(([, lookup]) => lookup.master === true && lookup.object === master)
      .flatMap(([field]) => org.childrenOf(object, field, id))
      .flatMap((record) => [{ object, record }, ...detailsOf(org, object, record.Id)]),
  );
}

const isDeleted = (record: OrgRecord) => record['IsDeleted'] === true;

function moved(records: readonly StoredRecord[], IsDeleted: boolean, stamp: string): StoredRecord[] {
  return records.map(({ object, record }) => ({
    object,
    record: { ...record, IsDeleted, SystemModstamp: stamp, LastModifiedDate: stamp },
  }));
}

/**
 * What deleting a record stores: the record and the details of which it is the master, in the recycle bin. Lookups to
 * it keep its id; the platform empties many of them.
 */
export function deletion(org: Org, object: string, id: string, stamp: string): StoredRecord[] {
  const record = org.get(object, id);
  if (record === undefined || isDeleted(record)) return [];
  const details = detailsOf(org, object, id).filter((detail) => !isDeleted(detail.record));
  return moved([{ object, record }, ...details], true, stamp);
}

/** What restoring a record stores: the record, and the details that were deleted with it and not before. */
export function restoration(org: Org, object: string, id: string, stamp: string): StoredRecord[] {
  const record = org.get(object, id);
  if (record === undefined || !isDeleted(record)) return [];
  const details = detailsOf(org, object, id).filter(
    (detail) => isDeleted(detail.record) && detail.record.SystemModstamp === record.SystemModstamp,
  );
  return moved([{ object, record }, ...details], false, stamp);
}
