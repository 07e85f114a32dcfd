import type { Sql } from '../entities/sql.ts';

/** One thing that happened under a correlation id. */
export interface TraceRow {
  at: string;
  stage: string;
  what: string;
}

const most = 1000;

/**
 * Everything that happened under a correlation id, in order, as far as it may be seen: messages, versions of records,
 * exceptions, the feed, corrections with their approvals and deliveries, and the audit log.
 */
export function trace(sql: Sql, correlationId: string): Promise<TraceRow[]> {
  return sql.rows<TraceRow & Record<string, unknown>>(
    `select t.at, t.stage, t.what from (
       select i.received_at as at, 1 as place, 'inbox' as stage, i.origin || ' ' || i.type || ' ' || i.system || '/'
              || coalesce(i.stream, i.object, '?') || ' ' || coalesce(i.key, '') || ' ' || i.state as what
         from inbox i where i.correlation_id = $1
       union all
       select v.known_from, 2, 'version', v.kind || ' ' || coalesce(v.natural_key, v.key) || ' of ' || v.system
              || case when v.deleted then ', deleted' else '' end
         from source_record_history v where v.correlation_id = $1
       union all
       -- Its own time is the instant that the rules were asked about; it was found when the feed was told.
       select coalesce(t.told_at, x.at), 3, 'exception', x.type || ' ' || e.rule || ': ' || e.sentence
         from exception_event x join exception e on e.id = x.exception_id
         left join lateral (
           select min(f.recorded_at) as told_at from feed f
            where f.correlation_id = $1 and f.aggregate_id = x.exception_id and f.type = 'exception.' || x.type
              and f.recorded_at >= x.at
         ) t on true
        where x.correlation_id = $1
       union all
       select f.recorded_at, 4, 'feed', f.type from feed f where f.correlation_id = $1
       union all
       select k.created_at, 5, 'correction', k.type || ' ' || k.subject_label || ' planned by ' || k.maker
         from correction k where k.correlation_id = $1
       union all
       select a.at, 6, 'approval', a.decision || ' by ' || a.approver
         from approval a join correction k on k.id = a.correction_id where k.correlation_id = $1
       union all
       select o.changed_at, 7, 'outbox', s.action || ' ' || s.label || ' at ' || o.system || ': ' || o.state
         from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
        where o.correlation_id = $1
       union all
       select l.at, 8, 'audit', l.actor || ' ' || l.action from audit_log l where l.correlation_id = $1
     ) t order by t.at, t.place limit ${most}`,
    [correlationId],
  );
}
