import type { Sql } from './sql.ts';

/** Something that happened in the hub, for its readers: subscriptions, notifications, exports. */
export interface FeedEntry {
  type: string;
  aggregate: string;
  aggregateId: string;
  /** Grows with every entry about the same thing: a reader keeps the highest. */
  aggregateVersion: number;
  legalEntityId: number | null;
  payload: object;
  correlationId: string;
  causationId: string | null;
}

/** Appends to the change feed, in the transaction of what it tells of. The sequencer gives positions later. */
export async function appendFeed(sql: Sql, entries: readonly FeedEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.run(
    `insert into feed (recorded_at, type, aggregate, aggregate_id, aggregate_version, legal_entity_id, payload,
                       correlation_id, causation_id)
     select clock_timestamp(), i.type, i.aggregate, i."aggregateId", i."aggregateVersion", i."legalEntityId", i.payload,
            i."correlationId", i."causationId"
       from jsonb_to_recordset($1::jsonb) as i (type text, aggregate text, "aggregateId" uuid, "aggregateVersion" int,
         "legalEntityId" int, payload jsonb, "correlationId" uuid, "causationId" text)`,
    [JSON.stringify(entries)],
  );
}
