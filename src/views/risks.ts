import type { Sql } from '../entities/sql.ts';

/** The acceptance of a risk, with the decision on it. */
export interface RiskRow {
  id: string;
  exceptionId: string;
  state: string;
  reason: string;
  maker: string;
  approver: string | null;
  comment: string | null;
  amount: string | null;
  currency: string | null;
  coversBlock: boolean;
  expiresAt: string;
  requestedAt: string;
  acceptedAt: string | null;
  endedAt: string | null;
  endedBecause: string | null;
  version: number;
}

/** What was asked for and accepted on each exception, the latest first, in the order of the ids. */
export async function risksOf(sql: Sql, exceptionIds: readonly string[]): Promise<RiskRow[][]> {
  const rows = await sql.rows<RiskRow & Record<string, unknown>>(
    `select a.id, a.exception_id as "exceptionId", a.state, a.reason, a.maker, d.approver, d.comment, a.amount, a.currency,
            a.covers_block as "coversBlock", a.expires_at as "expiresAt", a.requested_at as "requestedAt",
            a.accepted_at as "acceptedAt", a.ended_at as "endedAt", a.ended_because as "endedBecause", a.version
       from risk_acceptance a left join risk_decision d on d.acceptance_id = a.id
      where a.exception_id = any ($1::uuid[]) order by a.requested_at desc, a.id`,
    [exceptionIds],
  );
  return exceptionIds.map((id) => rows.filter((row) => row.exceptionId === id));
}

/** The exception that an acceptance is about; undefined where the reader may not see it. */
export async function exceptionOfRisk(sql: Sql, id: string): Promise<string | undefined> {
  const row = await sql.row<{ exception_id: string }>('select a.exception_id from risk_acceptance a where a.id = $1', [
    id,
  ]);
  return row?.exception_id;
}
