import type { Sql } from '../entities/sql.ts';
import { type ActedException, writeAct } from './exception-acts.ts';
import type { Routed, WorkPolicy } from './work-policy.ts';

/** Whose an exception is to be by a route. Whom a person has put in charge stays, whatever the route says. */
function after(row: ActedException, routed: Routed) {
  const byPerson = row.assigned_by === 'person';
  return {
    ownerRole: routed.ownerRole ?? row.owner_role,
    queue: routed.queue ?? row.queue,
    assignee: byPerson ? row.assignee : (routed.assignee ?? row.assignee),
    assignedBy: byPerson || routed.assignee === undefined ? row.assigned_by : 'routing',
  };
}

/** Asks the routes again whose an exception is, and says so where that has changed. */
export async function reroute(sql: Sql, row: ActedException, work: WorkPolicy, now: string): Promise<void> {
  const { rule, kind, amount, currency, legal_entity_id: legalEntityId, practice_id: practiceId } = row;
  const routed = work.route({ rule, kind, amount, currency, legalEntityId, practiceId }, now);
  if (routed === undefined) return;
  const { ownerRole, queue, assignee, assignedBy } = after(row, routed);
  const stays = ownerRole === row.owner_role && queue === row.queue && assignee === row.assignee;
  if (stays && routed.why === row.routed_by) return;
  await sql.run(
    `update exception e set owner_role = $2, queue = $3, assignee = $4, assigned_by = $5, routed_by = $6 where e.id = $1`,
    [row.id, ownerRole, queue, assignee, assignedBy, routed.why],
  );
  const detail = { ownerRole, queue, assignee };
  await writeAct(sql, row, { type: 'routed', comment: routed.why, detail }, 'routing');
}
