import { compare, type DecimalText, subtract } from '../domain/decimal.ts';
import type { Sql } from '../entities/sql.ts';

/** A risk that has been accepted, as far as it is asked whether it still covers what is found. */
export interface AcceptedRisk {
  id: string;
  amount: string | null;
  currency: string | null;
  invoice_id: string | null;
  covers_block: boolean;
  expires_at: string;
}

/** What is found now. */
export interface FoundRisk {
  amount: string | null;
  currency: string | null;
  invoiceId: string | null;
  /** Whether it stops something: an invoice, or a gate. */
  blocks: boolean;
}

/** Why an accepted risk does not cover what is found. */
export type Uncovered = 'outgrown' | 'not_comparable' | 'blocks' | 'other_invoice';

/** The same in words. */
export const uncoveredWords: Readonly<Record<Uncovered, string>> = {
  outgrown: 'more is at stake than was accepted',
  not_comparable: 'what is at stake can no longer be compared with what was accepted',
  blocks: 'it blocks now, which was not accepted',
  other_invoice: 'it blocks another invoice than the one it was accepted for',
};

function amountUncovered(
  accepted: AcceptedRisk,
  found: FoundRisk,
  materiality: DecimalText | undefined,
): Uncovered | undefined {
  // Whoever accepted a risk of unknown size has not accepted one of a size that has become known, or the other way round.
  if (accepted.amount === null && found.amount === null) return undefined;
  if (accepted.amount === null || found.amount === null || accepted.currency !== found.currency)
    return 'not_comparable';
  const growth = subtract(found.amount, accepted.amount);
  return compare(growth, materiality ?? '0') > 0 ? 'outgrown' : undefined;
}

/** Why an accepted risk does not cover what is found now; undefined where it does. */
export function uncovered(
  accepted: AcceptedRisk,
  found: FoundRisk,
  materiality: DecimalText | undefined,
): Uncovered | undefined {
  if (found.blocks && !accepted.covers_block) return 'blocks';
  if (found.blocks && found.invoiceId !== null && found.invoiceId !== accepted.invoice_id) return 'other_invoice';
  return amountUncovered(accepted, found, materiality);
}

const columns = 'a.id, a.amount, a.currency, a.invoice_id, a.covers_block, a.expires_at';

/** The accepted risks of exceptions, by exception, as they are now. */
export async function acceptedRisks(sql: Sql, exceptionIds: readonly string[]): Promise<Map<string, AcceptedRisk>> {
  if (exceptionIds.length === 0) return new Map();
  const rows = await sql.rows<AcceptedRisk & { exception_id: string }>(
    `select a.exception_id, ${columns} from risk_acceptance a
      where a.exception_id = any ($1::uuid[]) and a.state = 'accepted'`,
    [exceptionIds],
  );
  return new Map(rows.map((row) => [row.exception_id, row]));
}

/** The risk of a rule on a record that was accepted at an instant, if any. */
export function acceptedAt(sql: Sql, rule: string, subjectId: string, at: string): Promise<AcceptedRisk | undefined> {
  return sql.row<AcceptedRisk & Record<string, unknown>>(
    `select ${columns} from risk_acceptance a
       join exception e on e.id = a.exception_id
      where e.rule = $1 and e.subject_id = $2 and a.accepted_at <= $3 and a.expires_at > $3
        and (a.ended_at is null or a.ended_at > $3)
      order by a.accepted_at desc limit 1`,
    [rule, subjectId, at],
  );
}

/** Ends what was asked for or accepted on exceptions. */
export async function endRisks(sql: Sql, exceptionIds: readonly string[], because: string): Promise<void> {
  if (exceptionIds.length === 0) return;
  await sql.run(
    `update risk_acceptance a
        set state = case when a.state = 'accepted' then 'ended' else 'withdrawn' end, ended_at = clock_timestamp(),
            ended_because = $2, version = a.version + 1
      where a.exception_id = any ($1::uuid[]) and a.ended_at is null`,
    [exceptionIds, because],
  );
}
