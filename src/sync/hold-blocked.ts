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

async function nextEntries(sql: Sql): Promise<Entry[]> {
  // The row is the lock: two hubs can't both act on the same entries.
  const reader = await sql.row<{ pos: string }>(
    `insert into feed_reader as r (name, pos) values ($1, 0)
     on conflict (name) do update set pos = r.pos returning r.pos::text`,
    [readerName],
  );
  return sql.rows<Entry & Record<string, unknown>>(
    `select p.pos::text, f.type, f.payload, f.correlation_id
       from feed_position p join feed f on f.id = p.feed_id and f.recorded_at = p.recorded_at
      where p.pos > $1 order by p.pos limit ${holdBatch}`,
    [reader?.pos ?? '0'],
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

const nothing = { held: 0, asked: 0 };

/** Holds what the entries tell of, and what could not be held before. */
async function holdWhat(
  sql: Sql,
  entries: readonly Entry[],
  context: HoldContext,
  reread: Reread,
): Promise<typeof nothing> {
  let told = 0;
  for (const entry of entries) if (await holdOf(sql, entry, context)) told += 1;
  const { held, asked } = await holdAgain(sql, context, reread);
  return { held: told + held, asked };
}

/**
 * Reads the feed and holds what must not go out, at once and without a person, where the policy allows that: a hold is
 * absolute and reversible. Looks too for holds that have become stale. Returns how many entries it has read, how many
 * holds it has planned, and how many records it has asked for.
 */
export function holdBlocked(
  database: DataSource,
  targets: Targets,
  policy: ApprovalsPolicy,
  reread: Reread,
): Promise<{ read: number; held: number; asked: number }> {
  return transaction(database, async (sql) => {
    const entries = await nextEntries(sql);
    const done = policy.holdWithoutApprover ? await holdWhat(sql, entries, { targets, policy }, reread) : nothing;
    const last = entries.at(-1)?.pos;
    if (last !== undefined) await sql.run('update feed_reader r set pos = $2 where r.name = $1', [readerName, last]);
    return { read: entries.length, ...done };
  });
}
