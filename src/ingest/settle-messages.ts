import type { Sql } from '../entities/sql.ts';
import type { Applied } from './apply-messages.ts';

/** Writes down in the inbox what became of messages. Those that were stored as done and are done need nothing more. */
export function settleMessages(sql: Sql, { done, stale, parked }: Applied, storedAsDone = false): void {
  const outcomes = [
    ...(storedAsDone ? [] : done.map((id) => ({ id, state: 'done' }))),
    ...stale.map((id) => ({ id, state: 'stale' })),
    ...parked.map(({ id, code, reason }) => ({ id, state: 'parked', code, reason })),
  ];
  if (outcomes.length === 0) return;
  sql.send(
    `update inbox i set state = o.state, reason_code = o.code, reason = o.reason, attempts = i.attempts + 1
       from jsonb_to_recordset($1::jsonb) as o (id bigint, state text, code text, reason text) where i.id = o.id`,
    [JSON.stringify(outcomes)],
  );
}
