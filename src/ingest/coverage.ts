import type { DataSource } from 'typeorm';
import { type Sql, withConnection } from '../entities/sql.ts';
import { isHalted } from '../entities/system-ways.ts';

/**
 * Lets what has been worked off count as known: a poll covers its stream up to an instant, but that is knowledge only
 * once every message of it has left the inbox and every mark that those left has been folded. Returns the number of
 * streams that became known further than before.
 */
export function settleCoverage(database: DataSource): Promise<number> {
  return withConnection(database, async (sql) => {
    await sql.run(
      `update stream s set covered_mark_id = coalesce((select max(m.id) from fold_mark m), 0)
        where s.covered_inbox_id is not null and s.covered_mark_id is null
          and not exists (
            select from inbox i
             where i.state = 'new' and i.system = s.system and i.stream = s.name and i.id <= s.covered_inbox_id)`,
    );
    const advanced = await sql.rows<{ system: string }>(
      `with settled as (
         update stream s set covered_inbox_id = null, covered_mark_id = null
          where s.covered_mark_id is not null and s.baseline = 'complete'
            and not exists (select from fold_mark m where m.id <= s.covered_mark_id)
         returning s.system, s.name, s.covered_through
       )
       update stream_coverage c set known_through = s.covered_through
         from settled s
        where c.system = s.system and c.stream = s.name
          and (c.known_through is null or c.known_through < s.covered_through)
       returning c.system`,
    );
    return advanced.length;
  });
}

const unknownSomewhere = `exists (
  select from stream_coverage c where c.system = s.system and c.stream = s.name and c.known_through is null)`;

/**
 * Whether every stream that can be asked has had its first load, worked off and known. What was folded last may have
 * marked more to fold: golden records that were waiting for it. The whole book is judged only once that is done too.
 * Streams that are only told of don't hold the others up: what rests on them can't be evaluated until they declare how
 * far they are known.
 */
export async function baselineComplete(database: DataSource): Promise<boolean> {
  const open = await withConnection(database, (sql) =>
    sql.row(
      `select 1 from stream s
        where s.pulled and (s.baseline <> 'complete' or ${unknownSomewhere} or exists (select from fold_mark))
        limit 1`,
    ),
  );
  return open === undefined;
}

/**
 * Whether a stream is worth asking now. None of a system that is halted is. As long as first loads go on nothing is judged, and one that has had its own leaves
 * the way to the others, for so many seconds at a time.
 */
export async function isWorthAsking(
  database: DataSource,
  { system, stream }: { system: string; stream: string },
  seconds: number,
): Promise<boolean> {
  const rests = await withConnection(database, (sql) =>
    sql.row(
      `select 1 from stream s
        where s.system = $1 and s.name = $2
          and (${isHalted('s.system', 'in')}
               or s.baseline = 'complete'
                  and s.last_success_at > clock_timestamp() - make_interval(secs => $3)
                  and not exists (select from job_fire j where j.job = 'baseline'))`,
      [system, stream, seconds],
    ),
  );
  return rests === undefined;
}

/** Takes note that the book is about to be judged with every first load that is complete. Returns how many are new. */
export function takeFirstLoads(sql: Sql): Promise<number> {
  return sql.run(
    `update stream s set judged = true where not s.judged and s.baseline = 'complete' and not ${unknownSomewhere}`,
  );
}
