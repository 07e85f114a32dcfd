import { type ErrorCode, HubError } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { type ActedException, type ExceptionAction, lockVisible, writeAct } from './exception-acts.ts';
import { evidenceRefusal } from './record-evidence.ts';
import { conditionRefusal } from './snooze.ts';

/** An exception to act on, and the version that the actor has seen. */
export interface ActedOn {
  id: string;
  expectedVersion?: number | undefined;
}

/** The outcome of a bulk action: what was done, and why the rest was not. */
export interface ActionOutcome {
  changed: string[];
  refused: { id: string; code: ErrorCode; message: string }[];
}

function stateRefusal({ status }: ActedException, action: ExceptionAction): HubError | undefined {
  if (status === 'closed' && action.type !== 'commented') return new HubError('CONFLICT', 'the exception is closed');
  if (status === 'accepted' && action.status !== undefined) {
    return new HubError('CONFLICT', 'its risk is accepted; take that back first');
  }
  return undefined;
}

async function refusalOf(
  sql: Sql,
  row: ActedException | undefined,
  action: ExceptionAction,
  expectedVersion: number | undefined,
): Promise<HubError | undefined> {
  if (row === undefined) return new HubError('NOT_FOUND');
  if (expectedVersion !== undefined && expectedVersion !== row.version) return new HubError('STALE_VERSION');
  return (
    stateRefusal(row, action) ??
    conditionRefusal(action.snoozeCondition, row) ??
    (await evidenceRefusal(sql, action.evidence ?? [], row.legal_entity_id))
  );
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
  const rows = new Map((await lockVisible(sql, ids, entityIds)).map((row) => [row.id, row]));
  const outcome: ActionOutcome = { changed: [], refused: [] };
  for (const { id, expectedVersion } of acted) {
    const row = rows.get(id);
    const refusal = await refusalOf(sql, row, action, expectedVersion);
    if (row === undefined || refusal !== undefined) {
      outcome.refused.push({ id, code: refusal?.code ?? 'NOT_FOUND', message: refusal?.message ?? '' });
      continue;
    }
    await writeAct(sql, row, action, actor);
    outcome.changed.push(id);
  }
  return outcome;
}
