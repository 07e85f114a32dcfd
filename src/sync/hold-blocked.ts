import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import type { ApprovalsPolicy } from '../domain/policies.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { enqueueSteps, lockCorrection, setState } from './decide.ts';
import { planHold } from './plan-hold.ts';
import { recordPlan } from './record-plan.ts';
import type { Targets } from './targets.ts';
import { tellCorrection } from './tell-correction.ts';

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

/** Plans a hold and approves it in the name of the policy. Returns whether every target may be written to. */
async function hold(
  sql: Sql,
  entry: Entry,
  invoiceId: string,
  reason: string,
  targets: Targets,
  policyVersion: string,
): Promise<boolean> {
  const plan = await planHold(sql, invoiceId, targets, reason);
  const allWrite = plan.steps.every(({ system }) => targets.get(system)?.stage === 'write');
  if (!allWrite) return false;
  const id = await recordPlan(sql, plan, {
    maker: `policy:${policyVersion}`,
    correlationId: entry.correlation_id,
    causationId: `feed:${entry.pos}`,
    approvalsNeeded: 0,
    policyVersion,
  });
  const correction = await lockCorrection(sql, id, 1);
  await setState(sql, correction, 'approved');
  await enqueueSteps(sql, correction);
  await tellCorrection(sql, id, 'correction.approved');
  return true;
}

/** Whether the entry tells of an invoice that is now to be held. */
async function holdOf(sql: Sql, entry: Entry, targets: Targets, policy: ApprovalsPolicy): Promise<boolean> {
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
  try {
    return await sql.undoable(() =>
      hold(sql, entry, invoiceId, stands.sentence, targets, `approvals@${policy.version}`),
    );
  } catch (error) {
    // Out already, held already or about to be, or at a target that offers no hold: there is nothing to do here.
    if (!(error instanceof HubError)) throw error;
    return false;
  }
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
    const entries = await nextEntries(sql);
    if (entries.length === 0) return { read: 0, held: 0 };
    let held = 0;
    for (const entry of policy.holdWithoutApprover ? entries : []) {
      if (await holdOf(sql, entry, targets, policy)) held += 1;
    }
    await sql.run('update feed_reader r set pos = $2 where r.name = $1', [readerName, entries.at(-1)?.pos]);
    return { read: entries.length, held };
  });
}
