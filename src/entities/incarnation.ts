import type { Sql } from './sql.ts';

/** The database that the hub works in, as it is and as the sequencer remembers it. */
export interface Incarnation {
  system_identifier: string;
  timeline: number;
  database_oid: string;
  known_system: string | null;
  known_timeline: number | null;
  known_database: string | null;
}

/** The columns that tell it, of the sequencer's row `s`. The timeline is that of what is being written. */
export const incarnationColumns = `
  (select c.system_identifier::text from pg_control_system() c) as system_identifier,
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
  (select d.oid::text from pg_database d where d.datname = current_database()) as database_oid,
  s.system_identifier as known_system, s.timeline as known_timeline, s.database_oid::text as known_database`;

/** What a round of the sequencer has to do about the database that it finds itself in. */
export type Step = 'go on' | 'remember' | 'begin an epoch';

/**
 * A copy that was restored elsewhere has another system identifier, one that was loaded beside the original another number
 * there; one that was restored in place, and a standby that took over, are on another timeline. In each of them the last
 * positions that readers got may be missing, and be given again.
 */
export function stepIn(here: Incarnation): Step {
  if (here.known_system === null) return 'remember';
  if (here.known_system !== here.system_identifier || here.known_timeline !== here.timeline) return 'begin an epoch';
  if (here.known_database === null) return 'remember';
  return here.known_database === here.database_oid ? 'go on' : 'begin an epoch';
}

/** Whether this is a database that was restored and of which the sequencer has not taken notice yet. */
export async function isRestored(sql: Sql): Promise<boolean> {
  const here = await sql.row<Incarnation & Record<string, unknown>>(
    `select ${incarnationColumns} from sequencer s`,
    [],
  );
  return here !== undefined && stepIn(here) === 'begin an epoch';
}
