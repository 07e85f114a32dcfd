import type { DataSource } from 'typeorm';
import type { Timing } from '../domain/policies.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { inTurn, type Turns } from '../entities/turns.ts';
import { type AttemptContext, afterAttempt, afterLook, beforeLook, failed, type Verdict } from './attempt.ts';
import { type Claimed, claim } from './claim.ts';
import { doubtedToUnknown } from './doubt.ts';
import { markCorrection } from './outcome.ts';
import { commandOf, type Outgoing, routeOf } from './outgoing.ts';
import type { Targets } from './targets.ts';

/** What delivery needs. `readBack` asks for a record to be read again; the answer comes in by the front door. */
export interface DeliveryContext {
  targets: Targets;
  timing: Timing;
  /** A number from 0 up to 1, another one each time: pauses are spread by it. */
  chance: () => number;
  turns: Turns;
  readBack: (system: string, stream: string, key: string, correlationId: string, causationId: string) => Promise<void>;
}

/**
 * Writes down what becomes of a delivery, and has its record read back if it was sent. Only whoever holds the attempt may:
 * nothing happens where the delivery has moved on since.
 */
async function become(
  database: DataSource,
  outgoing: Outgoing,
  from: 'sending' | 'unknown',
  verdict: Verdict,
  context: DeliveryContext,
): Promise<void> {
  const key = verdict.state === 'sent' ? verdict.key : null;
  const settled = await transaction(database, async (sql) => {
    const changed = await sql.run(
      `update outbox o
          set state = $4, detail = $5, changed_at = clock_timestamp(), lease_until = null,
              target_key = coalesce($6, o.target_key),
              next_try_at = clock_timestamp() + make_interval(secs => $7),
              unreached_since = case when $8 then coalesce(o.unreached_since, o.sent_at) end,
              -- From now and not from when it was claimed: the last byte may have left only just.
              settle_until = clock_timestamp() + make_interval(secs => $9),
              unknowns = o.unknowns + case when $4 = 'unknown' then 1 else 0 end,
              effects = $10
        where o.id = $1 and o.attempt_id = $2 and o.state = $3`,
      [
        outgoing.id,
        outgoing.attempt_id,
        from,
        verdict.state,
        verdict.detail,
        key,
        verdict.state === 'ready' ? verdict.waitSeconds : null,
        verdict.state === 'ready' && verdict.unreached,
        verdict.state === 'unknown' ? verdict.settleSeconds : null,
        verdict.state === 'needs_human' ? (verdict.effects ?? null) : null,
      ],
    );
    if (changed > 0) await markCorrection(sql, outgoing.correction_id);
    return changed > 0;
  });
  const stream = routeOf(context.targets, outgoing)?.capability.stream;
  if (!settled || key === null || stream === undefined) return;
  await context.readBack(outgoing.system, stream, key, outgoing.correlation_id, `outbox:${outgoing.id}`);
}

/** Sends a delivery that was claimed, and says how that ended. */
async function attempt(claimed: Claimed, { targets, timing, chance, turns }: DeliveryContext): Promise<Verdict> {
  const route = routeOf(targets, claimed);
  if (route === undefined) return { state: 'rejected', detail: `${claimed.system} can not be written to any more` };
  const { target, capability } = route;
  const about: AttemptContext = {
    attempts: claimed.attempts,
    unreachedSeconds: claimed.unreached_seconds,
    readLagMs: capability.readLagMs,
    timing,
    chance: chance(),
  };
  try {
    const send = () => target.push.send(target.client, commandOf(claimed));
    return afterAttempt(await inTurn(turns, claimed.system, 'out', send), about);
  } catch (error) {
    return afterAttempt(failed(error), about);
  }
}

/** What became of looking for something to deliver: whether it was sent, or how many seconds it has to wait. */
export interface Looked {
  sent: boolean;
  wait: number;
}

/** Sends the next delivery to a target whose turn it is. */
export async function deliverNext(database: DataSource, system: string, context: DeliveryContext): Promise<Looked> {
  const claimed = await claim(database, system, context.turns, context.timing.deliveryLeaseSeconds);
  if (claimed === undefined) return { sent: false, wait: 0 };
  if ('wait' in claimed) return { sent: false, wait: claimed.wait };
  await become(database, claimed, 'sending', await attempt(claimed, context), context);
  return { sent: true, wait: 0 };
}

interface Unsettled extends Outgoing {
  unknowns: number;
}

/** A sender that died leaves its delivery in the sending state: when the lease is over, nobody knows what became of it. */
async function expireLeases(database: DataSource, context: DeliveryContext): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `with expired as (
         update outbox o set state = 'unknown', changed_at = clock_timestamp(), detail = 'the sender did not come back',
                unknowns = o.unknowns + 1, settle_until = o.lease_until + make_interval(secs => $1)
          where o.state = 'sending' and o.lease_until < clock_timestamp()
         returning o.correction_id, o.correlation_id
       )
       insert into dirty (kind, golden_id, correlation_id)
       select distinct 'correction', x.correction_id, x.correlation_id from expired x`,
      [context.timing.settleFloorSeconds],
    ),
  );
}

/** What the target has of a delivery; undefined while there is no turn to ask it. */
async function look(database: DataSource, unsettled: Unsettled, { targets, turns }: DeliveryContext) {
  const route = routeOf(targets, unsettled);
  if (route === undefined) return undefined;
  const { wait } = await transaction(database, (sql) => turns.begin(sql, unsettled.system, 'out'));
  if (wait > 0) return undefined;
  const find = () => route.target.push.find(route.target.client, commandOf(unsettled));
  return inTurn(turns, unsettled.system, 'out', find);
}

/**
 * What to do about a delivery whose outcome is unknown, once its effect would be visible if there were one. Returns whether
 * it could be done: where the target has to be asked, that needs a turn.
 */
async function resolve(database: DataSource, unsettled: Unsettled, context: DeliveryContext): Promise<boolean> {
  let verdict = beforeLook(routeOf(context.targets, unsettled)?.capability.idempotency);
  if (verdict === 'look') {
    const found = await look(database, unsettled, context);
    if (found === undefined) return false;
    verdict = afterLook(found, unsettled.unknowns);
  }
  await become(database, unsettled, 'unknown', verdict, context);
  return true;
}

/**
 * The systems that have deliveries of which nobody knows what became. Finds those whose sender did not come back, and those
 * that were doubted.
 */
export async function unsettledSystems(database: DataSource, context: DeliveryContext): Promise<string[]> {
  await doubtedToUnknown(database, context.timing.settleFloorSeconds);
  await expireLeases(database, context);
  const rows = await withConnection(database, (sql) =>
    sql.rows<{ system: string }>(
      `select distinct o.system from outbox o where o.state = 'unknown' and o.settle_until <= clock_timestamp()`,
    ),
  );
  return rows.map(({ system }) => system);
}

/** Settles deliveries to a system whose outcome is unknown, by looking. Returns how many. */
export async function resolveUnknown(database: DataSource, system: string, context: DeliveryContext): Promise<number> {
  const rows = await withConnection(database, (sql) =>
    sql.rows<Unsettled & Record<string, unknown>>(
      `select o.id::text, o.correction_id, o.system, o.attempt_id, o.unknowns, o.correlation_id, o.target_key,
              s.kind, s.action, s.origin, s.parents, s.fields
         from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
        where o.state = 'unknown' and o.system = $1 and o.settle_until <= clock_timestamp() order by o.id limit 20`,
      [system],
    ),
  );
  let settled = 0;
  for (const row of rows) {
    // A target that does not answer leaves it unknown; it is asked again in the next round.
    const done = await resolve(database, row, context).catch(() => false);
    if (done) settled += 1;
  }
  return settled;
}
