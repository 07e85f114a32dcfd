import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { HubError } from '../../domain/errors.ts';
import type { ExportState, ExportStatus } from '../../domain/feed-export.ts';
import { appendAudit } from '../../entities/append-audit.ts';
import { type Sql, transaction } from '../../entities/sql.ts';
import { decodeCursor, encodeCursor, type FeedPlace } from '../cursor.ts';
import { demandReadable } from '../read-feed.ts';

interface Row {
  name: string;
  state: ExportStatus;
  epoch: number;
  pos: string;
  behind: string;
  failures: number;
  failing_since: string | null;
  next_try_at: string | null;
  accepted_at: string | null;
  message: string | null;
}

/** How every export that there has ever been stands, by name. */
export async function exportStates(sql: Sql, cell: string): Promise<ExportState[]> {
  const rows = await sql.rows<Row & Record<string, unknown>>(
    `select e.name, e.state, e.epoch, e.pos::text, greatest(s.last_pos - e.pos, 0)::text as behind, e.failures,
            e.failing_since, e.next_try_at, e.accepted_at, e.message
       from feed_export e cross join sequencer s order by e.name`,
  );
  return rows.map((row) => ({
    name: row.name,
    status: row.state,
    cursor: encodeCursor({ epoch: row.epoch, cell, pos: Number(row.pos) }),
    behind: Number(row.behind),
    failures: row.failures,
    failingSince: row.failing_since,
    nextTryAt: row.next_try_at,
    acceptedAt: row.accepted_at,
    message: row.message,
  }));
}

/** Where a new export begins: with what is told from now on, or with the oldest entry that there is. */
export type ExportStart = 'end' | 'oldest';

async function startOf(sql: Sql, cell: string, start: ExportStart): Promise<FeedPlace> {
  const row = await sql.row<{ epoch: number; pos: string }>(
    start === 'end'
      ? 'select s.epoch, s.last_pos::text as pos from sequencer s'
      : `select s.epoch, coalesce((select min(p.pos) - 1 from feed_position p), s.last_pos)::text as pos
           from sequencer s`,
  );
  return { epoch: row?.epoch ?? 0, cell, pos: Number(row?.pos) };
}

/** Gives a place to each export that has none yet. The others go on from theirs. */
export async function placeExports(
  database: DataSource,
  cell: string,
  exports: readonly { name: string; start: ExportStart }[],
): Promise<void> {
  await transaction(database, async (sql) => {
    // Several hubs may start at the same time: the first one's places stay.
    for (const { name, start } of exports) {
      const { epoch, pos } = await startOf(sql, cell, start);
      await sql.run(
        `insert into feed_export (name, epoch, pos, state) values ($1, $2, $3, 'running')
         on conflict (name) do update set name = excluded.name`,
        [name, epoch, pos],
      );
    }
  });
}

async function stateOf(sql: Sql, cell: string, name: string): Promise<ExportState> {
  const state = (await exportStates(sql, cell)).find((each) => each.name === name);
  if (state === undefined) throw new HubError('NOT_FOUND', `no export "${name}" has been started`);
  return state;
}

const noFailure = 'failures = 0, failing_since = null, next_try_at = null, message = null';

async function audit(sql: Sql, name: string, verb: string, by: string, detail: object): Promise<void> {
  const entry = { actor: by, action: `export.${verb}`, subject: `export:${name}`, detail };
  await appendAudit(sql, [{ ...entry, legalEntityId: null, correlationId: randomUUID() }]);
}

/**
 * Has an export go on where it was, at once. Throws NOT_FOUND, and CONFLICT for one that has lost its place.
 */
export function resumeExport(database: DataSource, cell: string, name: string, by: string): Promise<ExportState> {
  return transaction(database, async (sql) => {
    const before = await stateOf(sql, cell, name);
    if (before.status === 'resync') {
      throw new HubError('CONFLICT', `${name} has lost its place (${before.message}): give it one with reset --to`);
    }
    await sql.run(`update feed_export e set state = 'running', ${noFailure} where e.name = $1`, [name]);
    await audit(sql, name, 'resume', by, {});
    return stateOf(sql, cell, name);
  });
}

/** Reads a place as an operator may write it: a cursor, the id of an event, or a word. */
async function placeIn(sql: Sql, cell: string, text: string): Promise<FeedPlace> {
  if (text === 'end' || text === 'oldest') return startOf(sql, cell, text);
  const isEventId = /^\d+\.[a-z][a-z0-9_]*:\d+$/.test(text);
  return decodeCursor(isEventId ? Buffer.from(text).toString('base64url') : text);
}

/**
 * Has an export go on behind another place: a cursor, the id of an event, `oldest` or `end`. Throws NOT_FOUND,
 * CURSOR_INVALID, RESYNC and CURSOR_EXPIRED.
 */
export function resetExport(
  database: DataSource,
  cell: string,
  reset: { name: string; to: string; by: string },
): Promise<ExportState> {
  const { name, to, by } = reset;
  return transaction(database, async (sql) => {
    const before = await stateOf(sql, cell, name);
    const place = await placeIn(sql, cell, to);
    await demandReadable(sql, cell, place);
    // Without its sender a round that is under way can't move the place any more.
    await sql.run(
      `update feed_export e set state = 'running', epoch = $2, pos = $3, sender = null, lease_until = null, ${noFailure}
        where e.name = $1`,
      [name, place.epoch, place.pos],
    );
    await audit(sql, name, 'reset', by, { from: before.cursor, to: encodeCursor(place) });
    return stateOf(sql, cell, name);
  });
}
