import type { Sql } from '../entities/sql.ts';
import type { ScanOutcome } from './scan-verdict.ts';

/** What a scan found and did, as its control totals keep it. */
export interface ScanTotals {
  records: number;
  missing: number;
  changed: number;
  gone: number;
  deleted: number;
}

/** A scan as it is written down. */
export interface ScanEntry extends ScanTotals {
  system: string;
  stream: string;
  startedAt: Date;
  outcome: ScanOutcome | 'failed';
  reason: string | null;
  correlationId: string;
}

/** Writes a scan down, and forgets those of more than a year ago. */
export async function logScan(sql: Sql, entry: ScanEntry): Promise<void> {
  const { system, stream, startedAt, outcome, reason, records, missing, changed, gone, deleted } = entry;
  await sql.run(
    `insert into stream_scan (system, stream, started_at, finished_at, outcome, reason, records, missing, changed, gone,
                              deleted, correlation_id)
     values ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8, $9, $10, $11)`,
    [system, stream, startedAt, outcome, reason, records, missing, changed, gone, deleted, entry.correlationId],
  );
  await sql.run(
    `delete from stream_scan t
      where t.system = $1 and t.stream = $2 and t.started_at < clock_timestamp() - interval '1 year'`,
    [system, stream],
  );
}

/**
 * How many records a stream should have: as many as its last complete scan named, or, before the first one, as stand here.
 * A scan that was kept from deleting is no measure for the next: what is lost would count as usual after one night.
 */
export async function recordsBefore(sql: Sql, system: string, stream: string): Promise<number> {
  const row = await sql.row<{ records: number }>(
    `select coalesce(
       (select t.records from stream_scan t
         where t.system = $1 and t.stream = $2 and t.outcome = 'complete' order by t.id desc limit 1),
       (select count(distinct r.aggregate_key) from source_record r
         where r.system = $1 and r.stream = $2 and not r.deleted))::int as records`,
    [system, stream],
  );
  return row?.records ?? 0;
}
