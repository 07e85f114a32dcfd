import type { Evidence } from '../domain/evidence.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { appendFeed } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';
import type { KeptCondition, SnoozeCondition } from './snooze.ts';

/** What people do with exceptions. */
const looks = [
  'acknowledged',
  'assigned',
  'snoozed',
  'commented',
  'risk_requested',
  'risk_accepted',
  'risk_rejected',
  'risk_withdrawn',
] as const;

/** What somebody does with an exception, or what becomes of it by time or by what is found. */
export interface ExceptionAction {
  type: (typeof looks)[number] | 'woken' | 'escalated' | 'reopened' | 'routed';
  status?: 'open' | 'acknowledged' | 'snoozed' | 'accepted';
  assignee?: string | null;
  snoozedUntil?: string | null;
  snoozeCondition?: SnoozeCondition | null;
  comment?: string | undefined;
  evidence?: readonly Evidence[] | undefined;
  /** What more there is to say about it. */
  detail?: Readonly<Record<string, unknown>>;
}

/** An exception that something is done with; nobody else does anything with it meanwhile. */
export interface ActedException {
  id: string;
  status: string;
  version: number;
  legal_entity_id: number | null;
  practice_id: number | null;
  correlation_id: string;
  rule: string;
  kind: string;
  subject_label: string;
  sentence: string;
  severity: string;
  effect: string;
  amount: string | null;
  currency: string | null;
  invoice_id: string | null;
  contract_id: string | null;
  owner_role: string;
  assignee: string | null;
  assigned_by: string | null;
  queue: string | null;
  routed_by: string | null;
  snooze_condition: KeptCondition | null;
  material: boolean;
}

/** Locks exceptions, `e`, in the order of their ids; `rest` follows the condition. */
export function lockExceptions(
  sql: Sql,
  condition: string,
  params: readonly unknown[],
  rest = '',
): Promise<ActedException[]> {
  return sql.rows<ActedException & Record<string, unknown>>(
    `select e.id, e.status, e.version, e.legal_entity_id, e.practice_id, e.correlation_id, e.rule, e.kind, e.subject_label,
            e.sentence, e.severity, e.effect, e.amount, e.currency, e.invoice_id, e.contract_id, e.owner_role, e.assignee,
            e.assigned_by, e.queue, e.routed_by, e.snooze_condition, e.material
       from exception e where ${condition} order by e.id for update ${rest}`,
    params,
  );
}

/** The exceptions that the actor may see; others look as if they did not exist. */
export function lockVisible(sql: Sql, ids: readonly string[], entityIds: readonly number[]): Promise<ActedException[]> {
  return lockExceptions(sql, 'e.id = any ($1::uuid[]) and e.legal_entity_id = any ($2::int[])', [ids, entityIds]);
}

async function update(sql: Sql, id: string, action: ExceptionAction): Promise<void> {
  await sql.run(
    `update exception e
        set status = coalesce($2, e.status),
            assignee = case when $3 then $4 else e.assignee end,
            assigned_by = case when $3 then case when $4 is not null then 'person' end else e.assigned_by end,
            snoozed_until = case when $2 is null then e.snoozed_until else $5::timestamptz end,
            snooze_condition = case when $2 is null then e.snooze_condition
                                    else $6::jsonb || jsonb_build_object('severity', e.severity) end,
            escalated_at = case when $7 then clock_timestamp() else e.escalated_at end,
            seen_severity = case when $8 then e.severity else e.seen_severity end,
            seen_amount = case when $8 then e.amount else e.seen_amount end,
            seen_currency = case when $8 then e.currency else e.seen_currency end,
            changed_at = clock_timestamp(), version = e.version + 1
      where e.id = $1`,
    [
      id,
      action.status ?? null,
      action.assignee !== undefined,
      action.assignee ?? null,
      action.snoozedUntil ?? null,
      action.snoozeCondition ? JSON.stringify(action.snoozeCondition) : null,
      action.type === 'escalated',
      (looks as readonly string[]).includes(action.type),
    ],
  );
}

function dataOf({ status, assignee, snoozedUntil, snoozeCondition, evidence, detail }: ExceptionAction) {
  return {
    status,
    assignee,
    snoozedUntil,
    ...(snoozeCondition ? { snoozeCondition } : {}),
    ...(evidence && evidence.length > 0 ? { evidence } : {}),
    ...detail,
  };
}

/** Does it: in the exception, in its history, in the audit log, and in the feed. */
export async function writeAct(sql: Sql, row: ActedException, action: ExceptionAction, actor: string): Promise<void> {
  await update(sql, row.id, action);
  const data = dataOf(action);
  const comment = action.comment ?? null;
  await sql.run(
    `insert into exception_event (exception_id, at, type, actor, comment, data, legal_entity_id, correlation_id)
     values ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7)`,
    [row.id, action.type, actor, comment, JSON.stringify(data), row.legal_entity_id, row.correlation_id],
  );
  await appendAudit(sql, [
    {
      actor,
      action: `exception.${action.type}`,
      subject: row.id,
      detail: { ...data, comment },
      legalEntityId: row.legal_entity_id,
      correlationId: row.correlation_id,
    },
  ]);
  await appendFeed(sql, [
    {
      type: `exception.${action.type}`,
      aggregate: 'exception',
      aggregateId: row.id,
      aggregateVersion: row.version + 1,
      legalEntityId: row.legal_entity_id,
      payload: {
        exceptionId: row.id,
        rule: row.rule,
        subjectLabel: row.subject_label,
        severity: row.severity,
        effect: row.effect,
        amount: row.amount,
        currency: row.currency,
        ownerRole: row.owner_role,
        material: row.material,
        invoiceId: row.invoice_id,
        contractId: row.contract_id,
        actor,
        comment,
        ...data,
      },
      correlationId: row.correlation_id,
      causationId: `exception:${row.id}`,
    },
  ]);
  row.version += 1;
}
