import { openStates } from '../entities/delivery-states.ts';
import { markDirty } from '../entities/mark-dirty.ts';
import type { Sql } from '../entities/sql.ts';
import { tellCorrection } from './tell-correction.ts';

interface Tally {
  type: string;
  state: string;
  correlation_id: string;
  steps: number;
  confirmed: number;
  stale: number;
  open: number;
  rejected: number;
  human: number;
}

function stateOf({ type, steps, confirmed, stale, open, rejected, human }: Tally): string {
  if (confirmed === steps) return 'confirmed';
  // Each event is held by itself: the others of a hold go on.
  if (stale > 0 && (type !== 'holdInvoice' || open === 0)) return 'stale';
  return rejected > 0 || human > 0 ? 'needs_human' : 'delivering';
}

/**
 * Brings the state of a correction in line with its deliveries, has the rules look at it, and tells the feed when it
 * changed. A step that the target has moved away from stops those that have not left yet, because they were planned on the
 * same view of it; not so in a hold.
 */
export async function markCorrection(sql: Sql, correctionId: string): Promise<void> {
  // Of two that confirm the last two steps at once, each would see the other's as not confirmed, and nobody would look again.
  await sql.run('select from correction c where c.id = $1 for update', [correctionId]);
  const tally = await sql.row<Tally & Record<string, unknown>>(
    `select c.type, c.state, c.correlation_id, count(*)::int as steps,
            count(*) filter (where o.state = 'confirmed')::int as confirmed,
            count(*) filter (where o.state = 'stale')::int as stale,
            count(*) filter (where o.state in ${openStates})::int as open,
            count(*) filter (where o.state = 'rejected')::int as rejected,
            count(*) filter (where o.state = 'needs_human')::int as human
       from correction c join outbox o on o.correction_id = c.id
      where c.id = $1 group by c.id, c.type, c.state, c.correlation_id`,
    [correctionId],
  );
  if (tally === undefined) return;
  markDirty(sql, [{ kind: 'correction', id: correctionId, correlationId: tally.correlation_id }]);
  const state = stateOf(tally);
  if (state === tally.state) return;
  if (state === 'stale') {
    await sql.run(
      `update outbox o set state = 'cancelled', changed_at = clock_timestamp()
        where o.correction_id = $1 and o.state in ('waiting', 'ready')`,
      [correctionId],
    );
  }
  await sql.run(
    'update correction c set state = $2, changed_at = clock_timestamp(), version = c.version + 1 where c.id = $1',
    [correctionId, state],
  );
  await tellCorrection(sql, correctionId, `correction.${state}`);
}
