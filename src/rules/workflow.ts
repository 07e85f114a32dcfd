import { type ErrorCode, HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { appendFeed } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';

/** An exception to act on, and the version that the actor has seen. */
export interface ActedOn {
  id: string;
  expectedVersion?: number | undefined;
}

/** What somebody does with exceptions. */
export interface ExceptionAction {
  type: 'acknowledged' | 'assigned' | 'snoozed' | 'commented' | 'woken' | 'escalated';
  status?: 'open' | 'acknowledged' | 'snoozed';
  assignee?: string | null;
  snoozedUntil?: string | null;
  comment?: string | undefined;
}

/** The outcome of a bulk action: what was done, and why the rest was not. */
export interface ActionOutcome {
  changed: string[];
  refused: { id: string; code: ErrorCode; message: string }[];
}

interface Row {
  id: string;
  status: string;
  version: number;
  legal_entity_id: number | null;
  correlation_id: string;
  rule: string;
  subject_label: string;
  severity: string;
  effect: string;
  amount: string | null;
  currency: string | null;
  invoice_id: string | null;
  contract_id: string | null;
}

const actedOn = `e.id, e.status, e.version, e.legal_entity_id, e.correlation_id, e.rule, e.subject_label, e.severity, e.effect,
  e.amount, e.currency, e.invoice_id, e.contract_id`;

/** The exceptions that the actor may see; others look as if they did not exist. */
function lock(sql: Sql, ids: readonly string[], entityIds: readonly number[]): Promise<Row[]> {
  return sql.rows<Row & Record<string, unknown>>(
    `select ${actedOn} from exception e
      where e.id = any ($1::uuid[]) and e.legal_entity_id = any ($2::int[]) order by e.id for update`,
    [ids, entityIds],
  );
}

async function write(sql: Sql, row: Row, action: ExceptionAction, actor: string): Promise<void> {
  await sql.run(
    `update exception e
        set status = coalesce($2, e.status),
            assignee = case when $3 then $4 else e.assignee end,
            snoozed_until = case when $5 then $6::timestamptz else e.snoozed_until end,
            escalated_at = case when $7 then clock_timestamp() else e.escalated_at end,
            changed_at = clock_timestamp(), version = e.version + 1
      where e.id = $1`,
    [
      row.id,
      action.status ?? null,
      action.assignee !== undefined,
      action.assignee ?? null,
      action.snoozedUntil !== undefined,
      action.snoozedUntil ?? null,
      action.type === 'escalated',
    ],
  );
  const data = { status: action.status, assignee: action.assignee, snoozedUntil: action.snoozedUntil };
  await sql.run(
    `insert into exception_event (exception_id, at, type, actor, comment, data, legal_entity_id, correlation_id)
     values ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7)`,
    [row.id, action.type, actor, action.comment ?? null, JSON.stringify(data), row.legal_entity_id, row.correlation_id],
  );
  await appendAudit(sql, [
    {
      actor,
      action: `exception.${action.type}`,
      subject: row.id,
      detail: { ...data, comment: action.comment ?? null },
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
        invoiceId: row.invoice_id,
        contractId: row.contract_id,
        actor,
        comment: action.comment ?? null,
        ...data,
      },
      correlationId: row.correlation_id,
      causationId: `exception:${row.id}`,
    },
  ]);
}

function refusalOf(row: Row, action: ExceptionAction, expectedVersion: number | undefined): HubError | undefined {
  if (row.status === 'closed' && action.type !== 'commented')
    return new HubError('CONFLICT', 'the exception is closed');
  const stale = expectedVersion !== undefined && expectedVersion !== row.version;
  return stale ? new HubError('STALE_VERSION') : undefined;
}

/** Does something with exceptions, one by one: what is closed, hidden or has changed meanwhile is refused by itself. */
export async function actOn(
  sql: Sql,
  acted: readonly ActedOn[],
  action: ExceptionAction,
  actor: string,
  entityIds: readonly number[],
): Promise<ActionOutcome> {
  const ids = acted.map(({ id }) => id);
  const rows = new Map((await lock(sql, ids, entityIds)).map((row) => [row.id, row]));
  const outcome: ActionOutcome = { changed: [], refused: [] };
  for (const { id, expectedVersion } of acted) {
    const row = rows.get(id);
    const refusal = row === undefined ? new HubError('NOT_FOUND') : refusalOf(row, action, expectedVersion);
    if (row === undefined || refusal !== undefined) {
      outcome.refused.push({ id, code: refusal?.code ?? 'NOT_FOUND', message: refusal?.message ?? '' });
      continue;
    }
    await write(sql, row, action, actor);
    outcome.changed.push(id);
  }
  return outcome;
}

/** Brings back what was snoozed until now. Returns how many. */
export async function wakeSnoozed(sql: Sql): Promise<number> {
  const rows = await sql.rows<Row & Record<string, unknown>>(
    `select ${actedOn} from exception e
      where e.status = 'snoozed' and e.snoozed_until <= clock_timestamp() order by e.id for update skip locked limit 500`,
  );
  for (const row of rows) await write(sql, row, { type: 'woken', status: 'open', snoozedUntil: null }, 'schedule');
  return rows.length;
}

/**
 * Says of exceptions that they should have been resolved by now, once of each; those that are snoozed are left until
 * they come back. Returns how many.
 */
export async function escalateOverdue(sql: Sql): Promise<number> {
  const rows = await sql.rows<Row & Record<string, unknown>>(
    `select ${actedOn} from exception e
      where e.closed_at is null and e.escalated_at is null and e.sla_due_at <= clock_timestamp() and e.status <> 'snoozed'
      order by e.id for update skip locked limit 500`,
  );
  for (const row of rows) await write(sql, row, { type: 'escalated' }, 'schedule');
  return rows.length;
}
