import type { DataSource } from 'typeorm';
import type { ApprovalsPolicy } from '../domain/policies.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { holdAgain, type Reread } from './hold-again.ts';
import { type HoldContext, holdByPolicy } from './hold-by-policy.ts';
import type { Targets } from './targets.ts';

interface Entry {
  pos: string;
  type: string;
  payload: { exceptionId?: string; effect?: string; invoiceId?: string | null };
  correlation_id: string;
}

const readerName = 'hold-blocked';

/** So many entries are read at a time. */
export const holdBatch = 200;

/** Where the reader is. Its row is the lock: two hubs can't both act on the same entries, or hold the same twice. */
async function lockReader(sql: Sql): Promise<string> {
  const reader = await sql.row<{ pos: string }>(
    `insert into feed_reader as r (name, pos) values ($1, 0)
     on conflict (name) do update set pos = r.pos returning r.pos::text`,
    [readerName],
  );
  return reader?.pos ?? '0';
}

function entriesAfter(sql: Sql, pos: string): Promise<Entry[]> {
  return sql.rows<Entry & Record<string, unknown>>(
    `select p.pos::text, f.type, f.payload, f.correlation_id
       from feed_position p join feed f on f.id = p.feed_id and f.recorded_at = p.recorded_at
      where p.pos > $1 order by p.pos limit ${holdBatch}`,
    [pos],
  );
}

/** Whether the entry tells of an invoice that is now to be held. */
async function holdOf(sql: Sql, entry: Entry, context: HoldContext): Promise<boolean> {
  const { exceptionId, effect, invoiceId } = entry.payload;
  const opens = ['exception.opened', 'exception.reopened', 'exception.changed'].includes(entry.type);
  if (!opens || effect !== 'block' || invoiceId == null) return false;
  // It may have been cleared or accepted since, and nothing would let go again what is held for nothing.
  const stands = await sql.row<{ sentence: string }>(
    `select e.sentence from exception e
      where e.id = $1 and e.invoice_id = $2 and e.effect = 'block' and e.closed_at is null and e.status <> 'accepted'`,
    [exceptionId, invoiceId],
  );
  if (stands === undefined) return false;
  const { correlation_id: correlationId, pos } = entry;
  const cause = { invoiceId, reason: stands.sentence, correlationId, causationId: `feed:${pos}` };
  return holdByPolicy(sql, cause, context);
}

/**
 * Reads the feed and holds what must not go out, at once and without a person, where the policy allows that: a hold is
 * absolute and reversible. Returns how many entries it has read, and how many holds it has planned.
 */
export function holdBlocked(
  database: DataSource,
  targets: Targets,
  policy: ApprovalsPolicy,
): Promise<{ read: number; held: number }> {
  return transaction(database, async (sql) => {
    const entries = await entriesAfter(sql, await lockReader(sql));
    let held = 0;
    for (const entry of policy.holdWithoutApprover ? entries : []) {
      if (await holdOf(sql, entry, { targets, policy })) held += 1;
    }
    const last = entries.at(-1)?.pos;
    if (last !== undefined) await sql.run('update feed_reader r set pos = $2 where r.name = $1', [readerName, last]);
    return { read: entries.length, held };
  });
}

/**
 * Holds what must be held and is not, though it was to be held or was let go while something came to block it. Returns how
 * many holds it has planned, and how many records it has asked for.
 */
export function holdLeftOver(
  database: DataSource,
  targets: Targets,
  policy: ApprovalsPolicy,
  reread: Reread,
): Promise<{ held: number; asked: number }> {
  return transaction(database, async (sql) => {
    await lockReader(sql);
    return policy.holdWithoutApprover ? holdAgain(sql, { targets, policy }, reread) : { held: 0, asked: 0 };
  });
}
