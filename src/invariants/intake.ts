import type { Sql } from '../entities/sql.ts';
import type { Checked, Invariant } from './checked.ts';

/** A delivery that was answered 2xx, and how often it was. */
export interface Acknowledged {
  system: string;
  id: string;
  times: number;
}

/** What must hold of the way in. */
export const intakeInvariants: readonly Invariant[] = [
  {
    id: 'I2',
    check: 'one effect per message',
    fine: 'no message made two versions of what it says',
    bad: 'was taken in twice: record',
    breaks: `
      select distinct v.system || '/' || v.kind || '/' || v.key as name from (
        select h.system, h.kind, h.key, h.inbox_id = lag(h.inbox_id) over w
               and (h.occurred_at, h.deleted, h.attributes, h.refs)
                   is not distinct from (lag(h.occurred_at) over w, lag(h.deleted) over w, lag(h.attributes) over w,
                                         lag(h.refs) over w) as again
          from source_record_history h
        window w as (partition by h.system, h.kind, h.key order by h.known_from)
      ) v where v.again limit 20`,
  },
  {
    id: 'I2',
    check: 'one entry per version',
    fine: 'each version of an exception or a correction was told once',
    bad: 'was told twice of one version: ',
    breaks: `
      select f.aggregate || ' ' || f.aggregate_id || ' version ' || f.aggregate_version as name from feed f
       where f.aggregate in ('exception', 'correction')
       group by f.aggregate, f.aggregate_id, f.aggregate_version having count(*) > 1 limit 20`,
  },
  {
    id: 'I4',
    check: 'newest message',
    fine: 'every record stands as its newest message says',
    bad: 'stands as an older message says: record',
    breaks: `
      select distinct i.system || '/' || i.stream || '/' || i.key as name
        from inbox i
        join source_aggregate a on a.system = i.system and a.stream = i.stream and a.key = i.key
       where i.type = 'record' and i.state in ('done', 'stale') and i.version > a.version limit 20`,
  },
  {
    id: 'I4',
    check: 'order of versions',
    fine: 'no version of a source record came of an older message than the one before it',
    bad: 'went back to an older message: record',
    breaks: `
      select distinct v.system || '/' || v.kind || '/' || v.key as name from (
        select h.system, h.kind, h.key, h.occurred_at,
               lag(h.occurred_at) over (partition by h.system, h.stream, h.aggregate_key, h.kind, h.key
                                        order by h.known_from) as before
          from source_record_history h
      ) v where v.occurred_at < v.before limit 20`,
  },
];

/** Whether what was acknowledged is in the inbox, at least as often as it was acknowledged. */
export async function acknowledgedIsKept(sql: Sql, acknowledged: readonly Acknowledged[]): Promise<Checked> {
  const rows = await sql.rows<{ name: string }>(
    `select a.system || '/' || a.id || ' (' || a.times || ' times, kept ' || coalesce(s.deliveries, 0) || ')' as name
       from jsonb_to_recordset($1::jsonb) as a (system text, id text, times int)
       left join inbox_seen s on s.system = a.system and s.message_id = a.id
      where coalesce(s.deliveries, 0) < a.times`,
    [JSON.stringify(acknowledged)],
  );
  return {
    id: 'I1',
    check: 'acknowledged messages',
    fine: `all ${acknowledged.length} are in the inbox, as often as they were acknowledged`,
    bad: 'was acknowledged and not kept: ',
    broken: rows.map(({ name }) => name),
  };
}
