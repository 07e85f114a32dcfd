import type { DataSource } from 'typeorm';
import { transactionUnder } from '../entities/sql.ts';
import { extendChain } from './audit-chain.ts';

// One sequencer per cell, on whichever hub.
const sequencerLock = 76;

interface State {
  snapshot: string;
  now: string;
  last_pos: string;
  last_audit_pos: string;
  last_audit_hash: Buffer;
}

/**
 * Gives positions to what was committed since the last time, found by the difference of two snapshots: an id drawn
 * early and committed late is neither skipped nor does it hold up the others. Positions are dense, and a reader that
 * sees one has all before it. Returns how many entries got one.
 */
export async function sequence(database: DataSource): Promise<number> {
  const count = await transactionUnder(database, sequencerLock, async (sql) => {
    const state = await sql.row<State>(
      `select s.snapshot::text, pg_current_snapshot()::text as now, s.last_pos::text, s.last_audit_pos::text,
              s.last_audit_hash
         from sequencer s`,
    );
    if (state === undefined || state.snapshot === state.now) return 0;
    const fresh = await sql.run(
      `with fresh as (
         select f.id, f.recorded_at from feed f
          where f.xid >= pg_snapshot_xmin($1::pg_snapshot) and f.xid < pg_snapshot_xmax($2::pg_snapshot)
            and not pg_visible_in_snapshot(f.xid, $1::pg_snapshot) and pg_visible_in_snapshot(f.xid, $2::pg_snapshot)
       )
       insert into feed_position (pos, feed_id, recorded_at)
       select $3::bigint + row_number() over (order by f.id), f.id, f.recorded_at from fresh f`,
      [state.snapshot, state.now, state.last_pos],
    );
    const end = await extendChain(sql, state.snapshot, state.now, {
      pos: BigInt(state.last_audit_pos),
      hash: state.last_audit_hash,
    });
    // With nothing new the old snapshot stays: the next difference is taken from it just as well.
    if (fresh === 0 && end.hash === state.last_audit_hash) return 0;
    await sql.run(
      'update sequencer set snapshot = $1, last_pos = last_pos + $2, last_audit_pos = $3, last_audit_hash = $4',
      [state.now, fresh, String(end.pos), end.hash],
    );
    return fresh;
  });
  return count ?? 0;
}
