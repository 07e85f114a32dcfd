import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { markDirty } from '../entities/mark-dirty.ts';
import { cellLock, type Sql } from '../entities/sql.ts';
import { isDraining } from '../entities/system-ways.ts';
import { demandStage, type Targets } from './targets.ts';
import { tellCorrection } from './tell-correction.ts';

/** A correction as deciding needs to know it. */
export interface DecidableCorrection {
  id: string;
  type: string;
  state: string;
  maker: string;
  approvals_needed: number;
  version: number;
  legal_entity_id: number | null;
  contract_id: string | null;
  subject_id: string;
  correlation_id: string;
}

/** Reads a correction and keeps others from deciding on it meanwhile. */
export async function lockCorrection(sql: Sql, id: string, expectedVersion: number): Promise<DecidableCorrection> {
  const correction = await sql.row<DecidableCorrection & Record<string, unknown>>(
    `select c.id, c.type, c.state, c.maker, c.approvals_needed, c.version, c.legal_entity_id, c.contract_id,
            c.subject_id, c.correlation_id
       from correction c where c.id = $1 for update`,
    [id],
  );
  if (correction === undefined) throw new HubError('NOT_FOUND');
  if (correction.version !== expectedVersion) throw new HubError('STALE_VERSION');
  return correction;
}

function demandPlanned({ state }: DecidableCorrection): void {
  if (state !== 'planned') throw new HubError('CONFLICT', `the correction is ${state} already`);
}

/** Moves a correction on. */
export async function setState(sql: Sql, correction: DecidableCorrection, state: string): Promise<void> {
  await sql.run(
    'update correction c set state = $2, changed_at = clock_timestamp(), version = c.version + 1 where c.id = $1',
    [correction.id, state],
  );
}

async function recordDecision(
  sql: Sql,
  correction: DecidableCorrection,
  approver: string,
  decision: 'approved' | 'rejected',
  comment: string | undefined,
): Promise<void> {
  if (approver === correction.maker) throw new HubError('MAKER_IS_APPROVER');
  const inserted = await sql.run(
    `insert into approval (correction_id, maker, approver, decision, comment, legal_entity_id, at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp())
     on conflict (correction_id, approver) do nothing`,
    [correction.id, correction.maker, approver, decision, comment ?? null, correction.legal_entity_id],
  );
  if (inserted === 0) throw new HubError('CONFLICT', 'you have decided on this correction already');
  await appendAudit(sql, [
    {
      actor: approver,
      action: `correction.${decision}`,
      subject: correction.id,
      detail: { comment: comment ?? null },
      legalEntityId: correction.legal_entity_id,
      correlationId: correction.correlation_id,
    },
  ]);
}

// Held while steps are put into a lane.
const laneLock = 83;
const laneOfStep = `case when s.kind = 'billing_event' then s.system || '/event/' || s.target_key
                         else s.system || '/contract/' || coalesce(c.contract_id, c.subject_id) end`;

/**
 * Hands a fully approved correction to delivery. Changes of one contract at one target leave in order, one after the
 * other; a hold has a lane of its own, because it must not wait behind anything.
 */
export async function enqueueSteps(
  sql: Sql,
  correction: Pick<DecidableCorrection, 'id' | 'correlation_id'>,
): Promise<void> {
  // What is committed first has the lower ids: another one of the same lane draws its own only afterwards. Lanes share locks,
  // since a batch of holds has more of them than a server has room for.
  await sql.run(
    `select pg_advisory_xact_lock(${cellLock(laneLock, 'l.part')})
       from (select distinct hashtext(${laneOfStep}) & 63 as part
               from correction_step s join correction c on c.id = s.correction_id where s.correction_id = $1
              order by part) l`,
    [correction.id],
  );
  await sql.run(
    `insert into outbox (correction_id, step_number, system, lane, intent_key, state, target_key, amount, currency,
                         legal_entity_id, created_at, changed_at, ready_at, correlation_id)
     select s.correction_id, s.number, s.system, ${laneOfStep},
            s.correction_id || '/' || s.number,
            case when s.action = 'release' then 'waiting' else 'ready' end,
            s.target_key, c.amount, c.currency, s.legal_entity_id, clock_timestamp(), clock_timestamp(),
            case when s.action <> 'release' then clock_timestamp() end, c.correlation_id
       from correction_step s join correction c on c.id = s.correction_id
      where s.correction_id = $1 order by s.number`,
    [correction.id],
  );
  markDirty(sql, [{ kind: 'correction', id: correction.id, correlationId: correction.correlation_id }]);
}

/** A target that is paused or frozen takes on what is approved and keeps it in order; one that is to be drained does not. */
async function demandNotDraining(sql: Sql, system: string): Promise<void> {
  const row = await sql.row<{ draining: boolean }>(`select ${isDraining('$1', 'out')} as draining`, [system]);
  if (row?.draining === true) {
    throw new HubError('SYSTEM_HALTED', `${system} is being drained: nothing new is begun there until it is resumed`);
  }
}

/** Approves a correction for somebody who did not plan it. Once enough have, it is delivered. */
export async function approve(
  sql: Sql,
  id: string,
  expectedVersion: number,
  approver: string,
  comment: string | undefined,
  targets: Targets,
): Promise<void> {
  const correction = await lockCorrection(sql, id, expectedVersion);
  demandPlanned(correction);
  const systems = await sql.rows<{ system: string }>(
    'select distinct s.system from correction_step s where s.correction_id = $1',
    [id],
  );
  for (const { system } of systems) {
    const target = targets.get(system);
    if (target === undefined) throw new HubError('UNKNOWN_SYSTEM', system);
    demandStage(target, 'write');
    await demandNotDraining(sql, system);
  }
  await recordDecision(sql, correction, approver, 'approved', comment);
  const count = await sql.row<{ count: number }>(
    `select count(*)::int as count from approval a where a.correction_id = $1 and a.decision = 'approved'`,
    [id],
  );
  const complete = (count?.count ?? 0) >= correction.approvals_needed;
  await setState(sql, correction, complete ? 'approved' : 'planned');
  if (!complete) return;
  await enqueueSteps(sql, correction);
  await tellCorrection(sql, id, 'correction.approved');
}

/** Rejects a correction for somebody who did not plan it. */
export async function reject(
  sql: Sql,
  id: string,
  expectedVersion: number,
  approver: string,
  comment: string | undefined,
): Promise<void> {
  const correction = await lockCorrection(sql, id, expectedVersion);
  demandPlanned(correction);
  await recordDecision(sql, correction, approver, 'rejected', comment);
  await setState(sql, correction, 'rejected');
  await tellCorrection(sql, id, 'correction.rejected');
}

/** Withdraws a correction. What has left already stays; what waits is not sent. */
export async function cancel(
  sql: Sql,
  id: string,
  expectedVersion: number,
  actor: string,
  comment: string | undefined,
): Promise<void> {
  const correction = await lockCorrection(sql, id, expectedVersion);
  if (!['planned', 'approved', 'delivering', 'needs_human'].includes(correction.state)) {
    throw new HubError('CONFLICT', `the correction is ${correction.state} already`);
  }
  // Looked for afterwards: whoever is claiming a step at this moment is waited for, and then seen.
  await sql.run(
    `update outbox o set state = 'cancelled', changed_at = clock_timestamp()
      where o.correction_id = $1 and o.state in ('waiting', 'ready', 'needs_human')`,
    [id],
  );
  const underWay = await sql.row(
    `select 1 from outbox o where o.correction_id = $1 and o.state in ('sending', 'sent', 'unknown') limit 1`,
    [id],
  );
  if (underWay !== undefined) throw new HubError('CONFLICT', 'a step is under way; wait until it is settled');
  await setState(sql, correction, 'cancelled');
  markDirty(sql, [{ kind: 'correction', id, correlationId: correction.correlation_id }]);
  await appendAudit(sql, [
    {
      actor,
      action: 'correction.cancelled',
      subject: id,
      detail: { comment: comment ?? null },
      legalEntityId: correction.legal_entity_id,
      correlationId: correction.correlation_id,
    },
  ]);
  await tellCorrection(sql, id, 'correction.cancelled');
}
