import type { Sql } from '../entities/sql.ts';
import type { InboxRecord } from './inbox.ts';
import { isUnsettled } from './unsettled.ts';

/** The longest that a poll looks back, in seconds: a day. */
const mostOverlapSeconds = 86_400;

/** How far a stream was held to be known before a poll, and how far that poll looks back behind it. */
export interface Looking {
  watermark: string;
  overlapSeconds: number;
}

/** How far polls of a stream look back: what its source has proved to need, or else what the policy assumes. */
export function overlapOf(policySeconds: number, provenSeconds: number | null): number {
  return Math.max(policySeconds, provenSeconds ?? 0);
}

const widened = (overlapSeconds: number) => Math.min(mostOverlapSeconds, Math.ceil(2 * overlapSeconds));

/**
 * Counts what a page brings late: changes that are new here though they are older than the watermark, by which every
 * change was held to be known. To be called before the page goes in. One that comes later than half of the overlap doubles
 * that, up to a day: what comes later than the whole of it is missed, and found by nothing but a scan.
 *
 * A row older than the overlap reaches was not read for its stamp: its stream has none, and says nothing of lateness.
 */
export async function noteLateness(
  sql: Sql,
  system: string,
  records: readonly InboxRecord[],
  { watermark, overlapSeconds }: Looking,
): Promise<void> {
  const earliest = new Date(new Date(watermark).getTime() - overlapSeconds * 1000).toISOString();
  const old = records.filter(({ version }) => version < watermark && version >= earliest);
  const [first] = old;
  if (first === undefined) return;
  await sql.run(
    `with late as (
       select ceil(extract(epoch from $3::timestamptz - i.version))::int as seconds
         from jsonb_to_recordset($4::jsonb) as i (key text, version timestamptz)
        where not ${isUnsettled('i')}
          and not exists (
            select from source_aggregate a
             where a.system = $1 and a.stream = $2 and a.key = i.key and a.version >= i.version)
     ), counted as (
       insert into stream_lateness as l (system, stream, day, seconds, rows)
       select $1, $2, (clock_timestamp() at time zone 'UTC')::date, t.seconds, count(*) from late t group by t.seconds
       on conflict (system, stream, day, seconds) do update set rows = l.rows + excluded.rows
     )
     update stream s set overlap_seconds = $6
       from (select max(t.seconds) as seconds from late t) m
      where s.system = $1 and s.name = $2 and m.seconds > $5 / 2.0`,
    [
      system,
      first.stream,
      watermark,
      JSON.stringify(old.map(({ key, version }) => ({ key, version }))),
      overlapSeconds,
      widened(overlapSeconds),
    ],
  );
}

/** Doubles the overlap of a stream, up to a day, after a scan had to find what a longer one would have brought. */
export async function widenOverlap(sql: Sql, system: string, stream: string, overlapSeconds: number): Promise<void> {
  await sql.run('update stream s set overlap_seconds = $3 where s.system = $1 and s.name = $2', [
    system,
    stream,
    widened(overlapSeconds),
  ]);
}

/** Forgets how late sources were more than a month ago. */
export async function forgetLateness(sql: Sql): Promise<void> {
  await sql.run(`delete from stream_lateness l where l.day < (clock_timestamp() at time zone 'UTC')::date - 30`);
}
