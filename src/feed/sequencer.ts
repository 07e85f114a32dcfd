import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { type Incarnation, incarnationColumns, stepIn } from '../entities/incarnation.ts';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import { extendChain } from './audit-chain.ts';

/** Held while the feed is numbered: one sequencer per cell, on whichever hub. */
export const sequencerLock = 76;

/**
 * The pair of snapshots between which everything became visible. Transaction ids of another database say nothing here: of
 * what a restored one holds, that has no position is all that can be known.
 */
const fromTheBeginning = { from: '3:3:', to: '9223372036854775807:9223372036854775807:' };

interface State extends Incarnation {
  snapshot: string;
  now: string;
  epoch: number;
  last_pos: string;
  last_audit_pos: string;
  last_audit_hash: Buffer;
}

function numberFresh(sql: Sql, { from, to }: { from: string; to: string }, lastPos: string): Promise<number> {
  return sql.run(
    `with fresh as (
       select f.id, f.recorded_at from feed f
        where f.xid >= pg_snapshot_xmin($1::pg_snapshot) and f.xid < pg_snapshot_xmax($2::pg_snapshot)
          and not pg_visible_in_snapshot(f.xid, $1::pg_snapshot) and pg_visible_in_snapshot(f.xid, $2::pg_snapshot)
          -- What came with a restored copy has a position, whatever its transaction is called here. One look each: as a
          -- join it would be planned for more entries than there ever are.
          and (select p.pos from feed_position p where p.feed_id = f.id) is null
     )
     insert into feed_position (pos, feed_id, recorded_at)
     select $3::bigint + row_number() over (order by f.id), f.id, f.recorded_at from fresh f`,
    [from, to, lastPos],
  );
}

function auditEpoch(sql: Sql, state: State, orphans: number): Promise<void> {
  const { epoch, system_identifier, timeline, database_oid, known_system, known_timeline, known_database } = state;
  const detail = {
    epoch: epoch + 1,
    orphans,
    before: { system: known_system, timeline: known_timeline, database: known_database },
    now: { system: system_identifier, timeline, database: database_oid },
  };
  const entry = { actor: 'hub', action: 'feed.epoch', subject: 'feed', legalEntityId: null };
  return appendAudit(sql, [{ ...entry, detail, correlationId: randomUUID() }]);
}

async function readState(sql: Sql): Promise<State> {
  const state = await sql.row<State & Record<string, unknown>>(
    `select s.snapshot::text, pg_current_snapshot()::text as now, s.epoch, s.last_pos::text, s.last_audit_pos::text,
            s.last_audit_hash, ${incarnationColumns}
       from sequencer s`,
  );
  if (state === undefined) throw new HubError('INTERNAL', 'the feed has no sequencer row');
  return state;
}

/** What else has to be done, in the same transaction, in a database that was restored. */
export type OnEpoch = (sql: Sql) => Promise<void>;

async function round(sql: Sql, onEpoch: OnEpoch | undefined): Promise<number> {
  const state = await readState(sql);
  const step = stepIn(state);
  const isIdle = step === 'go on' && state.snapshot === state.now;
  if (isIdle) return 0;
  const begins = step === 'begin an epoch';
  const between = begins ? fromTheBeginning : { from: state.snapshot, to: state.now };
  const fresh = await numberFresh(sql, between, state.last_pos);
  const end = await extendChain(sql, between, { pos: BigInt(state.last_audit_pos), hash: state.last_audit_hash });
  // With nothing new the old snapshot stays: the next difference is taken from it just as well.
  const hasNews = fresh > 0 || end.hash !== state.last_audit_hash;
  if (!hasNews && step === 'go on') return 0;
  const { now, system_identifier, timeline, database_oid } = state;
  await sql.run(
    `update sequencer set snapshot = $1, last_pos = last_pos + $2, last_audit_pos = $3, last_audit_hash = $4,
            epoch = epoch + $5, system_identifier = $6, timeline = $7, database_oid = $8`,
    [now, fresh, String(end.pos), end.hash, begins ? 1 : 0, system_identifier, timeline, database_oid],
  );
  if (begins) {
    await auditEpoch(sql, state, fresh);
    await onEpoch?.(sql);
  }
  return fresh;
}

/**
 * Gives positions to what was committed since the last time, found by the difference of two snapshots: an id drawn
 * early and committed late is neither skipped nor does it hold up the others. Positions are dense, and a reader that
 * sees one has all before it. In a database that was restored an epoch begins first, with whatever else that asks for.
 * Returns how many entries got one.
 */
export async function sequence(database: DataSource, onEpoch?: OnEpoch): Promise<number> {
  return (await transactionUnder(database, sequencerLock, (sql) => round(sql, onEpoch))) ?? 0;
}
