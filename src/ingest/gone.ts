import type { Sql } from '../entities/sql.ts';
import { appendRecords, contentHash, type InboxContext } from './inbox.ts';

// All that a source which does not have a record says of it. The interpreter reads nothing out of it.
const nothing = JSON.stringify({ gone: true });

/** The content hash by which the last message of a record says that it is gone. */
export const goneHash = contentHash(nothing);

/** A record that is held to be gone, with the version that the hub has of it. */
export interface GoneRecord {
  key: string;
  version: string;
}

/**
 * Takes records for deleted, by a message of each as a source would send it. It is of the version that the hub has, and
 * observed later: should the record show again as it was, that is later still and counts. Returns how many.
 */
export function bury(
  sql: Sql,
  context: Omit<InboxContext, 'origin'>,
  stream: string,
  gone: readonly GoneRecord[],
  observedAt: string,
): Promise<number> {
  const records = gone.map(({ key, version }) => ({ stream, key, version, observedAt, raw: nothing }));
  return appendRecords(sql, { ...context, origin: 'scan' }, records);
}
