import type { Sql } from '../entities/sql.ts';

/** A record of a source system that something here stands on. */
export interface RecordBehindRow {
  system: string;
  kind: string;
  key: string;
  naturalKey: string | null;
  occurredAt: string;
  deleted: boolean;
}

/** The records of the sources behind each golden record, in the order of the ids; the reader's own only. */
export async function recordsBehind(sql: Sql, goldenIds: readonly string[]): Promise<RecordBehindRow[][]> {
  const rows = await sql.rows<RecordBehindRow & { goldenId: string } & Record<string, unknown>>(
    `select c.golden_id as "goldenId", r.system, r.kind, r.key, r.natural_key as "naturalKey",
            r.occurred_at as "occurredAt", r.deleted
       from crosswalk c join source_record r on r.system = c.system and r.kind = c.kind and r.key = c.key
      where c.golden_id = any ($1::uuid[])
      order by c.golden_id, r.system, r.key`,
    [goldenIds],
  );
  return goldenIds.map((id) => rows.filter((row) => row.goldenId === id));
}
