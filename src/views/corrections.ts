import { openStates } from '../entities/delivery-states.ts';
import type { Sql } from '../entities/sql.ts';
import type { ListDefinition } from './list.ts';

/** A correction as it stands. */
export interface CorrectionRow {
  id: string;
  type: string;
  state: string;
  subjectKind: string;
  subjectId: string;
  subjectLabel: string;
  contractId: string | null;
  invoiceId: string | null;
  reason: string;
  maker: string;
  approvalsNeeded: number;
  amount: string | null;
  currency: string | null;
  legalEntityId: number | null;
  version: number;
  createdAt: string;
  changedAt: string;
  correlationId: string;
}

/** Corrections. */
export const corrections: ListDefinition = {
  from: 'correction k left join legal_entity e on e.id = k.legal_entity_id left join contract c on c.id = k.contract_id',
  id: 'k.id',
  select: {
    id: 'k.id',
    type: 'k.type',
    state: 'k.state',
    subjectKind: 'k.subject_kind',
    subjectId: 'k.subject_id',
    subjectLabel: 'k.subject_label',
    contractId: 'k.contract_id',
    invoiceId: 'k.invoice_id',
    reason: 'k.reason',
    maker: 'k.maker',
    approvalsNeeded: 'k.approvals_needed',
    amount: 'k.amount',
    currency: 'k.currency',
    legalEntityId: 'k.legal_entity_id',
    version: 'k.version',
    createdAt: 'k.created_at',
    changedAt: 'k.changed_at',
    correlationId: 'k.correlation_id',
  },
  filters: {
    id: { sql: 'k.id', type: 'uuid' },
    type: { sql: 'k.type', type: 'text' },
    state: { sql: 'k.state', type: 'text' },
    maker: { sql: 'k.maker', type: 'text' },
    contractId: { sql: 'k.contract_id', type: 'uuid' },
    contractNumber: { sql: 'c.number', type: 'text' },
    legalEntity: { sql: 'e.code', type: 'text' },
  },
  orders: { CREATED_AT: { sql: 'k.created_at', type: 'timestamptz' } },
  defaultOrder: [{ field: 'CREATED_AT', descending: true }],
};

/** A step with what has become of its delivery. */
export interface StepRow {
  correctionId: string;
  number: number;
  system: string;
  label: string;
  action: string;
  level: string;
  fields: { field: string; before: unknown; after: unknown }[];
  outcome: string | null;
  attempts: number;
  detail: string | null;
}

/** A decision on a correction. */
export interface ApprovalRow {
  correctionId: string;
  approver: string;
  decision: string;
  comment: string | null;
  at: string;
}

/** The steps of each correction, in the order of the ids. */
export async function stepsOf(sql: Sql, ids: readonly string[]): Promise<StepRow[][]> {
  const rows = await sql.rows<StepRow & Record<string, unknown>>(
    `select s.correction_id as "correctionId", s.number, s.system, s.label, s.action, s.level, s.fields,
            o.state as outcome, coalesce(o.attempts, 0) as attempts, o.detail
       from correction_step s
       left join outbox o on o.correction_id = s.correction_id and o.step_number = s.number
      where s.correction_id = any ($1::uuid[]) order by s.number`,
    [ids],
  );
  return ids.map((id) => rows.filter((row) => row.correctionId === id));
}

/** The decisions on each correction, oldest first, in the order of the ids. */
export async function approvalsOf(sql: Sql, ids: readonly string[]): Promise<ApprovalRow[][]> {
  const rows = await sql.rows<ApprovalRow & Record<string, unknown>>(
    `select a.correction_id as "correctionId", a.approver, a.decision, a.comment, a.at
       from approval a where a.correction_id = any ($1::uuid[]) order by a.id`,
    [ids],
  );
  return ids.map((id) => rows.filter((row) => row.correctionId === id));
}

/** A change of money that waits for its target. */
export interface PendingRow {
  system: string;
  lane: string;
  label: string;
  outcome: string;
  attempts: number;
  since: string;
  amount: string | null;
  currency: string | null;
  correctionId: string;
}

/** Everything that is approved and not yet proven at its target, in the order in which it will leave. */
export function pendingUpdates(sql: Sql): Promise<PendingRow[]> {
  return sql.rows<PendingRow & Record<string, unknown>>(
    `select o.system, o.lane, s.label, o.state as outcome, o.attempts, o.created_at as since,
            (select max(abs(coalesce((f.after #>> '{}')::numeric, 0) - coalesce((f.before #>> '{}')::numeric, 0)))
               from jsonb_to_recordset(s.fields) as f (field text, before jsonb, after jsonb)
              where f.field = 'amount') as amount,
            o.currency, o.correction_id as "correctionId"
       from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
      where o.state in ${openStates}
      order by o.lane, o.id limit 500`,
  );
}
