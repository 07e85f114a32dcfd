import type { Evidence } from '../domain/evidence.ts';
import type { Sql } from '../entities/sql.ts';
import { isHalted } from '../entities/system-ways.ts';

/** Whether the reader sees the whole group. Outside of a request (an operator) everything is seen. */
export const wholeGroup = "coalesce(current_setting('hub.whole_group', true), 'on') <> 'off'";

/** What the last comparison of a stream with its source found. */
interface ScanRow {
  finishedAt: string;
  outcome: string;
  reason: string | null;
  records: number;
  missing: number;
  changed: number;
  gone: number;
  deleted: number;
  correlationId: string;
}

/** One stream and how well it is known. */
export interface SourceRow {
  system: string;
  name: string;
  kinds: string[];
  baseline: string;
  expectedRecords: number | null;
  receivedRecords: number;
  waiting: number;
  parked: number;
  paused: boolean;
  lastSuccessAt: string | null;
  knownThrough: string | null;
  failingSince: string | null;
  lastError: string | null;
  latenessP99Seconds: number | null;
  overlapSeconds: number | null;
  lastScan: ScanRow | null;
}

// Of so many rows that came late, the number of seconds that 99 of 100 did not exceed.
const latenessP99 = `
  select min(l.seconds) from (
    select d.seconds, sum(d.rows) over (order by d.seconds) as upto, sum(d.rows) over () as total
      from stream_lateness d where d.system = s.system and d.stream = s.name) l
   where l.upto >= 0.99 * l.total`;

const lastScan = `
  select jsonb_build_object('finishedAt', t.finished_at, 'outcome', t.outcome, 'reason', t.reason, 'records', t.records,
                            'missing', t.missing, 'changed', t.changed, 'gone', t.gone, 'deleted', t.deleted,
                            'correlationId', t.correlation_id)
    from stream_scan t where t.system = s.system and t.stream = s.name order by t.id desc limit 1`;

/**
 * Every stream with its state. How much there is in it, and the words of its last failure, are for whoever may see the
 * whole group: a stream serves several legal entities, and a message does not yet belong to one. Others see 0 or nothing.
 */
export function sources(sql: Sql): Promise<SourceRow[]> {
  return sql.rows<SourceRow & Record<string, unknown>>(
    `select s.system, s.name, s.kinds, s.baseline,
            case when ${wholeGroup} then s.expected_records end as "expectedRecords",
            case when ${wholeGroup} then s.received_records::int else 0 end as "receivedRecords",
            (select count(*)::int from inbox i
              where i.system = s.system and i.stream = s.name and i.state = 'new') as waiting,
            (select count(*)::int from inbox i
              where i.system = s.system and i.stream = s.name and i.state = 'parked') as parked,
            s.paused or ${isHalted('s.system', 'in')} as paused, s.last_success_at as "lastSuccessAt",
            (select case when count(*) = count(c.known_through) then min(c.known_through) end
               from stream_coverage c where c.system = s.system and c.stream = s.name) as "knownThrough",
            s.failing_since as "failingSince",
            case when ${wholeGroup} then s.last_error end as "lastError",
            (${latenessP99}) as "latenessP99Seconds", s.overlap_seconds as "overlapSeconds",
            (${lastScan}) as "lastScan"
       from stream s order by s.system, s.name`,
  );
}

/** A message that could not be used. */
export interface ParkedRow {
  id: string;
  receivedAt: string;
  system: string;
  stream: string | null;
  object: string | null;
  key: string | null;
  reasonCode: string | null;
  reason: string | null;
  attempts: number;
}

/** The latest parked messages. */
export function parkedMessages(sql: Sql, first: number): Promise<ParkedRow[]> {
  return sql.rows<ParkedRow & Record<string, unknown>>(
    `select i.id::text, i.received_at as "receivedAt", i.system, i.stream, i.object, i.key,
            i.reason_code as "reasonCode", i.reason, i.attempts
       from inbox i where i.state = 'parked' order by i.id desc limit $1`,
    [first],
  );
}

/** An event in the life of an exception. */
export interface ExceptionEventRow {
  exceptionId: string;
  at: string;
  type: string;
  actor: string;
  comment: string | null;
  evidence: Evidence[];
}

/** The events in the life of each exception, oldest first, in the order of the ids. */
export async function historyOf(sql: Sql, exceptionIds: readonly string[]): Promise<ExceptionEventRow[][]> {
  const rows = await sql.rows<ExceptionEventRow & Record<string, unknown>>(
    `select v.exception_id as "exceptionId", v.at, v.type, v.actor, v.comment,
            coalesce(v.data->'evidence', '[]') as evidence
       from exception_event v where v.exception_id = any ($1::uuid[]) order by v.id`,
    [exceptionIds],
  );
  return exceptionIds.map((id) => rows.filter((row) => row.exceptionId === id));
}
