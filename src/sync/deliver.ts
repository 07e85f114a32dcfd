import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Timing } from '../domain/policies.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { type AttemptContext, afterAttempt, afterLook, beforeLook, failed, type Verdict } from './attempt.ts';
import { markCorrection } from './outcome.ts';
import { commandOf, type Outgoing, routeOf } from './outgoing.ts';
import type { Targets } from './targets.ts';

/** What delivery needs. `readBack` asks for a record to be read again; the answer comes in by the front door. */
export interface DeliveryContext {
  targets: Targets;
  timing: Timing;
  /** A number from 0 up to 1, another one each time: pauses are spread by it. */
  chance: () => number;
  readBack: (system: string, stream: string, key: string, correlationId: string, causationId: string) => Promise<void>;
}

/** A delivery that this process has claimed. */
interface Claimed extends Outgoing {
  attempts: number;
  unreached_seconds: number;
}

/** The states in which a delivery keeps what comes after it in its lane waiting. */
const openStates = "('waiting', 'ready', 'sending', 'sent', 'unknown', 'needs_human')";

/** Claims the head of a lane and commits that it is being sent, before the first byte leaves. */
async function claim(database: DataSource, leaseSeconds: number): Promise<Claimed | undefined> {
  return transaction(database, async (sql) => {
    const head = await sql.row<{ id: string }>(
      `select o.id::text from outbox o
        where o.state = 'ready' and (o.next_try_at is null or o.next_try_at <= clock_timestamp())
          and not exists (select from outbox p where p.lane = o.lane and p.id < o.id and p.state in ${openStates})
        order by o.id for update skip locked limit 1`,
    );
    if (head === undefined) return undefined;
    return sql.row<Claimed & Record<string, unknown>>(
      `with claimed as (
         update outbox o
            set state = 'sending', attempt_id = $2, attempts = o.attempts + 1, sent_at = clock_timestamp(),
                changed_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => $3)
          where o.id = $1
         returning o.id, o.correction_id, o.step_number, o.system, o.attempt_id, o.attempts, o.correlation_id, o.target_key,
                   o.sent_at, o.unreached_since
       )
       select c.id::text, c.correction_id, c.system, c.attempt_id, c.attempts, c.correlation_id, c.target_key,
              coalesce(extract(epoch from c.sent_at - c.unreached_since), 0)::float8 as unreached_seconds,
              s.kind, s.action, s.origin, s.parents, s.fields
         from claimed c
         join correction_step s on s.correction_id = c.correction_id and s.number = c.step_number`,
      [head.id, randomUUID(), leaseSeconds],
    );
  });
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
async function attempt(claimed: Claimed, { targets, timing, chance }: DeliveryContext): Promise<Verdict> {
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
    return afterAttempt(await target.push.send(target.client, commandOf(claimed)), about);
  } catch (error) {
    return afterAttempt(failed(error), about);
  }
}

/** Sends the next delivery whose turn it is. Returns 1 when there was one. */
export async function deliverNext(database: DataSource, context: DeliveryContext): Promise<number> {
  const claimed = await claim(database, context.timing.deliveryLeaseSeconds);
  if (claimed === undefined) return 0;
  await become(database, claimed, 'sending', await attempt(claimed, context), context);
  return 1;
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

/** What to do about a delivery whose outcome is unknown, once its effect would be visible if there were one. */
async function resolve(database: DataSource, unsettled: Unsettled, context: DeliveryContext): Promise<void> {
  const route = routeOf(context.targets, unsettled);
  let verdict = beforeLook(route?.capability.idempotency);
  if (verdict === 'look' && route !== undefined) {
    const found = await route.target.push.find(route.target.client, commandOf(unsettled));
    verdict = afterLook(found, unsettled.unknowns);
  }
  if (verdict !== 'look') await become(database, unsettled, 'unknown', verdict, context);
}

/** Settles deliveries whose outcome is unknown, by looking. Returns how many there were. */
export async function resolveUnknown(database: DataSource, context: DeliveryContext): Promise<number> {
  await expireLeases(database, context);
  const rows = await withConnection(database, (sql) =>
    sql.rows<Unsettled & Record<string, unknown>>(
      `select o.id::text, o.correction_id, o.system, o.attempt_id, o.unknowns, o.correlation_id, o.target_key,
              s.kind, s.action, s.origin, s.parents, s.fields
         from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
        where o.state = 'unknown' and o.settle_until <= clock_timestamp() order by o.id limit 20`,
    ),
  );
  let settled = 0;
  for (const row of rows) {
    // A target that does not answer leaves it unknown; it is asked again in the next round.
    const done = await resolve(database, row, context).then(
      () => true,
      () => false,
    );
    if (done) settled += 1;
  }
  return settled;
}
