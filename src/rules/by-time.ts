import type { Sql } from '../entities/sql.ts';
import { reopen } from './accept-risk.ts';
import { endRisks } from './accepted-risk.ts';
import { lockExceptions, writeAct } from './exception-acts.ts';
import { reroute } from './reroute.ts';
import { closeIsNear } from './snooze.ts';
import type { WorkPolicy } from './work-policy.ts';

const atOnce = 'skip locked limit 500';

/** Brings back what was snoozed until now, or until the books of its company are as near to their close. Returns how many. */
export async function wakeSnoozed(sql: Sql): Promise<number> {
  const due = `e.status = 'snoozed' and (e.snoozed_until <= clock_timestamp() or ${closeIsNear})`;
  const rows = await lockExceptions(sql, due, [], atOnce);
  for (const row of rows) await writeAct(sql, row, { type: 'woken', status: 'open' }, 'schedule');
  return rows.length;
}

/** Opens again what was accepted until now. Returns how many. */
export async function expireAccepted(sql: Sql): Promise<number> {
  const due = `e.status = 'accepted' and exists (
    select from risk_acceptance a
     where a.exception_id = e.id and a.ended_at is null and a.expires_at <= clock_timestamp())`;
  const rows = await lockExceptions(sql, due, [], atOnce);
  for (const row of rows) {
    await endRisks(sql, [row.id], 'expired');
    await reopen(sql, row, 'the time for which its risk was accepted is over', 'schedule');
  }
  return rows.length;
}

/**
 * Says of exceptions that they should have been resolved by now, once of each, and routes them anew; those that are
 * snoozed or accepted are left until they come back. Returns how many.
 */
export async function escalateOverdue(sql: Sql, work: WorkPolicy, now: string): Promise<number> {
  const due = `e.closed_at is null and e.escalated_at is null and e.sla_due_at <= clock_timestamp()
    and e.status not in ('snoozed', 'accepted')`;
  const rows = await lockExceptions(sql, due, [], atOnce);
  for (const row of rows) {
    await writeAct(sql, row, { type: 'escalated' }, 'schedule');
    await reroute(sql, row, work, now);
  }
  return rows.length;
}
