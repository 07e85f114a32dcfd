import { compare } from '../domain/decimal.ts';
import type { Sql } from '../entities/sql.ts';
import { reopen } from './accept-risk.ts';
import { acceptedRisks, endRisks, uncovered, uncoveredWords } from './accepted-risk.ts';
import { type ActedException, lockExceptions, writeAct } from './exception-acts.ts';
import type { StandingException, WordedFinding } from './exception-diff.ts';
import { reroute } from './reroute.ts';
import { endsSnooze, isWorse } from './snooze.ts';
import type { WorkPolicy } from './work-policy.ts';

/** An exception that a judgement has changed. */
export interface Changed {
  standing: StandingException;
  finding: WordedFinding;
}

/** Whether a judgement finds an exception worse than the one before, or more at stake. */
function hasRisen({ standing, finding }: Changed): boolean {
  if (isWorse(finding.severity, standing.severity)) return true;
  if (standing.amount === null || finding.amount === null || standing.currency !== finding.currency) return false;
  return compare(finding.amount, standing.amount) > 0;
}

async function reopenUncovered(sql: Sql, rows: readonly ActedException[], work: WorkPolicy): Promise<void> {
  const accepted = await acceptedRisks(
    sql,
    rows.map(({ id }) => id),
  );
  for (const row of rows) {
    const risk = accepted.get(row.id);
    const found = {
      amount: row.amount,
      currency: row.currency,
      invoiceId: row.invoice_id,
      blocks: row.effect === 'block',
    };
    const gap = risk && uncovered(risk, found, work.materialityOf(row.legal_entity_id, row.currency));
    if (gap === undefined) continue;
    await endRisks(sql, [row.id], gap);
    await reopen(sql, row, uncoveredWords[gap], 'rules');
  }
}

/**
 * What follows where a judgement has changed exceptions: a snooze ends by its condition, a risk that outgrows what was
 * accepted is open again, and what has risen is routed anew.
 */
export async function followChanges(
  sql: Sql,
  changes: readonly Changed[],
  work: WorkPolicy,
  now: string,
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map(({ standing }) => standing.id);
  const rows = await lockExceptions(sql, 'e.id = any ($1::uuid[])', [ids]);
  for (const row of rows) {
    const { status, snooze_condition: condition } = row;
    if (status !== 'snoozed' || condition === null || !endsSnooze(condition, row)) continue;
    await writeAct(sql, row, { type: 'woken', status: 'open', detail: { because: condition.type } }, 'rules');
  }
  await reopenUncovered(
    sql,
    rows.filter(({ status }) => status === 'accepted'),
    work,
  );
  const risen = new Set(changes.filter(hasRisen).map(({ standing }) => standing.id));
  for (const row of rows.filter(({ id }) => risen.has(id))) await reroute(sql, row, work, now);
}
