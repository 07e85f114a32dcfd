import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { type ReadScope, readAs, type Sql } from '../entities/sql.ts';
import { decodeCursor, encodeCursor, type FeedPlace } from './cursor.ts';

/** An entry of the feed as a reader gets it. */
export interface FeedEvent {
  pos: number;
  type: string;
  aggregate: string;
  aggregateId: string;
  aggregateVersion: number;
  recordedAt: string;
  legalEntityId: number | null;
  payload: Record<string, unknown>;
  correlationId: string;
  causationId: string | null;
}

/** What a reader got in one go, and where to go on. */
export interface FeedBatch {
  events: FeedEvent[];
  end: FeedPlace;
  /** Whether there is more to read at once. */
  more: boolean;
}

const batchSize = 500;

interface Row {
  pos: string;
  type: string | null;
  aggregate: string;
  aggregate_id: string;
  aggregate_version: number;
  recorded_at: string;
  legal_entity_id: number | null;
  payload: Record<string, unknown>;
  correlation_id: string;
  causation_id: string | null;
}

async function head(sql: Sql): Promise<{ epoch: number; last_pos: string; oldest: string | null }> {
  const row = await sql.row<{ epoch: number; last_pos: string; oldest: string | null }>(
    'select s.epoch, s.last_pos::text, (select min(p.pos) from feed_position p)::text as oldest from sequencer s',
  );
  if (row === undefined) throw new HubError('INTERNAL', 'the feed has no sequencer row');
  return row;
}

/** Where the feed ends now. */
export function feedEnd(database: DataSource, scope: ReadScope): Promise<FeedPlace> {
  return readAs(database, scope, async (sql) => {
    const { epoch, last_pos } = await head(sql);
    return { epoch, cell: scope.cell, pos: Number(last_pos) };
  });
}

/**
 * Throws RESYNC unless the place is one of this cell and epoch and not in the future, and CURSOR_EXPIRED when entries after
 * it are gone: never is anything skipped in silence.
 */
export async function demandReadable(sql: Sql, cell: string, place: FeedPlace): Promise<void> {
  const { epoch, last_pos, oldest } = await head(sql);
  if (place.epoch !== epoch || place.cell !== cell || place.pos > Number(last_pos)) throw new HubError('RESYNC');
  if (oldest !== null && place.pos + 1 < Number(oldest)) {
    const first = encodeCursor({ epoch, cell, pos: Number(oldest) - 1 });
    throw new HubError('CURSOR_EXPIRED', `the oldest cursor is ${first}`);
  }
}

/** The place that a client's cursor means. Throws as `demandReadable` does. */
export function placeOf(database: DataSource, scope: ReadScope, cursor: string): Promise<FeedPlace> {
  const place = decodeCursor(cursor);
  return readAs(database, scope, async (sql) => {
    await demandReadable(sql, scope.cell, place);
    return place;
  });
}

/**
 * The next entries after a place, as far as the scope may see them. What it may not see is passed over by position, so
 * that a reader's place moves on without learning what was there.
 */
export function readFeed(database: DataSource, scope: ReadScope, after: FeedPlace): Promise<FeedBatch> {
  return readAs(database, scope, async (sql) => {
    const rows = await sql.rows<Row>(
      `select p.pos::text, f.type, f.aggregate, f.aggregate_id, f.aggregate_version, f.recorded_at, f.legal_entity_id,
              f.payload, f.correlation_id, f.causation_id
         from (select p.pos, p.feed_id, p.recorded_at from feed_position p
                where p.pos > $1 order by p.pos limit ${batchSize}) p
         left join feed f on f.id = p.feed_id and f.recorded_at = p.recorded_at
        order by p.pos`,
      [after.pos],
    );
    const events = rows.flatMap((row): FeedEvent[] =>
      row.type === null
        ? []
        : [
            {
              pos: Number(row.pos),
              type: row.type,
              aggregate: row.aggregate,
              aggregateId: row.aggregate_id,
              aggregateVersion: row.aggregate_version,
              recordedAt: row.recorded_at,
              legalEntityId: row.legal_entity_id,
              payload: row.payload,
              correlationId: row.correlation_id,
              causationId: row.causation_id,
            },
          ],
    );
    const last = rows.at(-1);
    return {
      events,
      end: { ...after, pos: last === undefined ? after.pos : Number(last.pos) },
      more: rows.length === batchSize,
    };
  });
}
