import type { DataSource } from 'typeorm';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';

/** Marks the subjects on which a rule may flip by time alone by now. Returns how many. */
export function markDue(database: DataSource): Promise<number> {
  return withConnection(database, (sql) =>
    sql.run(
      `with flipped as (
         delete from due d where d.at <= clock_timestamp() returning d.kind, d.subject_id, d.correlation_id
       )
       insert into dirty (kind, golden_id, correlation_id, causation_id)
       select distinct f.kind, f.subject_id, f.correlation_id, 'time' from flipped f`,
    ),
  );
}

// Judgements that waited for streams, all of which are known far enough by now.
const waitedEnough = `
  select c.rule, c.subject_id, c.shadow from cannot_evaluate c
   where exists (select from cannot_evaluate_wait w
                  where w.rule = c.rule and w.subject_id = c.subject_id and w.shadow = c.shadow)
     and not exists (
       select from cannot_evaluate_wait w
        where w.rule = c.rule and w.subject_id = c.subject_id and w.shadow = c.shadow
          and coalesce((select case when count(*) = count(s.known_through) then min(s.known_through) end
                          from stream_coverage s
                         where s.role = w.role and s.kind = w.stream_kind and s.legal_entity_id = c.legal_entity_id),
                       '-infinity') < w.needed_through)`;

/** Marks the subjects that waited for a stream which has become known far enough. Returns how many. */
export function markKnown(database: DataSource): Promise<number> {
  return transaction(database, (sql) =>
    sql.run(
      `with known as (${waitedEnough}), settled as (
         delete from cannot_evaluate_wait w using known k
          where w.rule = k.rule and w.subject_id = k.subject_id and w.shadow = k.shadow
       )
       insert into dirty (kind, golden_id, correlation_id, causation_id)
       select distinct c.kind, c.subject_id, c.correlation_id, 'known'
         from known k
         join cannot_evaluate c on c.rule = k.rule and c.subject_id = k.subject_id and c.shadow = k.shadow`,
    ),
  );
}

/**
 * Whether something is still to be judged: what changed, fell due by an instant or became known, or the whole book. Until
 * a first load has been judged, all of it is.
 */
export async function isToBeJudged(sql: Sql, asOf: string): Promise<boolean> {
  const row = await sql.row<{ waits: boolean }>(
    `select exists (select from dirty) or exists (select from sweep_request)
         or exists (select from due d where d.at <= $1) or exists (${waitedEnough})
         or not exists (select from job_fire j where j.job = 'baseline') as waits`,
    [asOf],
  );
  return row?.waits === true;
}

/** Asks for a sweep of the whole book. */
export async function requestSweep(sql: Sql, cause: 'baseline' | 'time', correlationId: string): Promise<void> {
  await sql.run('insert into sweep_request (cause, requested_at, correlation_id) values ($1, clock_timestamp(), $2)', [
    cause,
    correlationId,
  ]);
}

/** Asks for a sweep because the rules have changed. A first load that still goes on ends in one by itself. */
export async function sweepOnceLoaded(sql: Sql, correlationId: string): Promise<void> {
  await sql.run(
    `insert into sweep_request (cause, requested_at, correlation_id)
     select 'change', clock_timestamp(), $1 where exists (select from job_fire j where j.job = 'baseline')`,
    [correlationId],
  );
}
