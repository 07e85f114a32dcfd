/** The database that the sequencer works in, as it is and as the sequencer remembers it. */
export interface Incarnation {
  system_identifier: string;
  timeline: number;
  known_system: string | null;
  known_timeline: number | null;
}

/** The columns that tell it, of the sequencer's row `s`. The timeline is that of what is being written. */
export const incarnationColumns = `
  (select c.system_identifier::text from pg_control_system() c) as system_identifier,
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
  s.system_identifier as known_system, s.timeline as known_timeline`;

/** What a round of the sequencer has to do about the database that it finds itself in. */
export type Step = 'go on' | 'remember' | 'begin an epoch';

/**
 * A copy that was restored elsewhere has another system identifier; one that was restored in place, and a standby that took
 * over, are on another timeline. In each of them the last positions that readers got may be missing, and be given again.
 */
export function stepIn({ system_identifier, timeline, known_system, known_timeline }: Incarnation): Step {
  if (known_system === null) return 'remember';
  return known_system === system_identifier && known_timeline === timeline ? 'go on' : 'begin an epoch';
}

/**
 * The pair of snapshots between which everything became visible. Transaction ids of another database say nothing here: of
 * what a restored one holds, that has no position is all that can be known.
 */
export const fromTheBeginning = { from: '3:3:', to: '9223372036854775807:9223372036854775807:' };
