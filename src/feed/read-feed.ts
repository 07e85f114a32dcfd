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
  epoch: number;
  last_pos: string;
  pos: string | null;
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

interface Head {
  epoch: number;
  last_pos: string;
  /** The first position that is still there, or the next to be given. */
  oldest: string;
}

async function head(sql: Sql): Promise<Head> {
  const row = await sql.row<Head & Record<string, unknown>>(
    `select s.epoch, s.last_pos::text,
            coalesce((select min(p.pos) from feed_position p), s.last_pos + 1)::text as oldest
       from sequencer s`,
  );
  if (row === undefined) throw new HubError('INTERNAL', 'the feed has no sequencer row');
  return row;
}

/** Positions are dense: what does not follow on a place at once comes after entries that are gone. */
function demandRetained(place: FeedPlace, oldest: number): void {
  if (place.pos + 1 >= oldest) return;
  throw new HubError('CURSOR_EXPIRED', `the oldest cursor is ${encodeCursor({ ...place, pos: oldest - 1 })}`);
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
  demandRetained(place, Number(oldest));
}

/** The place that a client's cursor means. Throws as `demandReadable` does. */
export function placeOf(database: DataSource, scope: ReadScope, cursor: string): Promise<FeedPlace> {
  const place = decodeCursor(cursor);
  return readAs(database, scope, async (sql) => {
    await demandReadable(sql, scope.cell, place);
    return place;
  });
}

function eventOf(row: Row): FeedEvent[] {
  if (row.type === null) return [];
  return [
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
  ];
}

/**
 * The next entries after a place, as far as the scope may see them. What it may not see is passed over by position, so
 * that a reader's place moves on without learning what was there. Throws RESYNC when an epoch has begun since, and
 * CURSOR_EXPIRED when the next entries are gone.
 */
export function readFeed(database: DataSource, scope: ReadScope, after: FeedPlace): Promise<FeedBatch> {
  return readAs(database, scope, async (sql) => {
    const rows = await sql.rows<Row & Record<string, unknown>>(
      `select s.epoch, s.last_pos::text, p.pos::text, f.type, f.aggregate, f.aggregate_id, f.aggregate_version,
              f.recorded_at, f.legal_entity_id, f.payload, f.correlation_id, f.causation_id
         from sequencer s
         left join lateral (select p.pos, p.feed_id, p.recorded_at from feed_position p
                             where p.pos > $1 order by p.pos limit ${batchSize}) p on true
         left join feed f on f.id = p.feed_id and f.recorded_at = p.recorded_at
        order by p.pos`,
      [after.pos],
    );
    const [first] = rows;
    // Whoever may see nothing does not see the sequencer either.
    if (first === undefined) return { events: [], end: after, more: false };
    if (first.epoch !== after.epoch) throw new HubError('RESYNC');
    demandRetained(after, Number(first.pos ?? BigInt(first.last_pos) + 1n));
    const last = rows.at(-1)?.pos ?? null;
    return {
      events: rows.flatMap(eventOf),
      end: last === null ? after : { ...after, pos: Number(last) },
      more: rows.length === batchSize,
    };
  });
}
