import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import type { Sql } from '../entities/sql.ts';
import { markCorrection } from './outcome.ts';

/** What a person says of a delivery after having looked at the target. */
export type SaidOutcome =
  /** It is there, under this key of the target's. */
  | { outcome: 'found'; key: string }
  /** It is not there, and nothing is under way any more. */
  | { outcome: 'missing' }
  /** The hub is to look once more. */
  | { outcome: 'look-again' };

/** Who says so and why. With `dryRun` nothing is changed. */
export interface SettledBy {
  actor: string;
  reason: string;
  dryRun: boolean;
}

/** A delivery that was settled: what it was, and what it becomes. */
export interface SettledByHand {
  id: string;
  system: string;
  before: string;
  after: string;
}

interface Open {
  state: string;
  system: string;
  correction_id: string;
  correlation_id: string;
  legal_entity_id: number | null;
  resting: boolean;
  settle_until: string | null;
}

const mostWords = 1000;
const becomes = { found: 'sent', missing: 'ready', 'look-again': 'unknown' } as const;

/** Throws CONFLICT unless a person may say what became of it now. */
function check(id: string, open: Open | undefined, { outcome }: SaidOutcome): asserts open is Open {
  if (open === undefined) throw new HubError('NOT_FOUND', `there is no delivery ${id}`);
  const { state, resting, settle_until } = open;
  if (state !== 'unknown' && state !== 'needs_human') {
    throw new HubError('CONFLICT', `delivery ${id} is ${state}: there is nothing to settle`);
  }
  if (resting && outcome === 'missing') {
    throw new HubError('CONFLICT', `delivery ${id} may still take effect: say so after ${settle_until}`);
  }
}

/**
 * Takes a person's word for what became of a delivery that the hub could not find out about. What took effect is read back
 * like any other and only then confirmed; what did not is sent anew. Throws NOT_FOUND, CONFLICT and BAD_USER_INPUT.
 */
export async function settleByHand(
  sql: Sql,
  id: string,
  said: SaidOutcome,
  { actor, reason, dryRun }: SettledBy,
): Promise<SettledByHand> {
  if (reason.trim() === '' || reason.length > mostWords) {
    throw new HubError('BAD_USER_INPUT', `reason: say why, in at most ${mostWords} characters`);
  }
  const open = await sql.row<Open & Record<string, unknown>>(
    `select o.state, o.system, o.correction_id, o.correlation_id, o.legal_entity_id, o.settle_until,
            coalesce(o.settle_until > clock_timestamp(), false) as resting
       from outbox o where o.id = $1 for update`,
    [id],
  );
  check(id, open, said);
  const after = becomes[said.outcome];
  const settled = { id, system: open.system, before: open.state, after };
  if (dryRun) return settled;
  const key = said.outcome === 'found' ? said.key : null;
  await sql.run(
    `update outbox o
        set state = $2, target_key = coalesce($3, o.target_key), detail = $4, effects = null, unreached_since = null,
            next_try_at = null, changed_at = clock_timestamp(),
            -- Whoever looks takes what has a time that is over; one that was given to a person has none any more.
            settle_until = case when $2 = 'unknown' then coalesce(o.settle_until, clock_timestamp()) end,
            unknowns = case when $2 = 'unknown' then 0 else o.unknowns end
      where o.id = $1`,
    [id, after, key, `${actor}: ${reason}`],
  );
  await markCorrection(sql, open.correction_id);
  await appendAudit(sql, [
    {
      actor,
      action: 'delivery.settle',
      subject: `outbox:${id}`,
      detail: { ...said, reason, before: open.state, after },
      legalEntityId: open.legal_entity_id,
      correlationId: open.correlation_id,
    },
  ]);
  return settled;
}
