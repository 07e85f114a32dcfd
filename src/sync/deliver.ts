import type { DataSource } from 'typeorm';
import type { PushCommand, PushResult } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { Timing } from '../domain/policies.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { inTurn, type Turns } from '../entities/turns.ts';
import { type Claimed, claim } from './claim.ts';
import { markCorrection } from './outcome.ts';
import { capabilityOf, type Target, type Targets } from './targets.ts';

/** What delivery needs. `readBack` asks for a record to be read again; the answer comes in by the front door. */
export interface DeliveryContext {
  targets: Targets;
  timing: Timing;
  turns: Turns;
  readBack: (system: string, stream: string, key: string, correlationId: string, causationId: string) => Promise<void>;
}

function commandOf(claimed: Claimed): PushCommand {
  return {
    attemptId: claimed.attempt_id,
    correlationId: claimed.correlation_id,
    kind: claimed.kind,
    action: claimed.action,
    key: claimed.target_key ?? undefined,
    origin: claimed.origin,
    parents: claimed.parents,
    fields: claimed.fields,
  };
}

/** Only whoever holds the attempt may say what became of it. */
async function settle(database: DataSource, claimed: Claimed, state: string, set: string, params: readonly unknown[]) {
  await transaction(database, async (sql) => {
    const settled = await sql.run(
      `update outbox o set state = '${state}', changed_at = clock_timestamp(), lease_until = null, ${set}
        where o.id = $1 and o.attempt_id = $2 and o.state = 'sending'`,
      [claimed.id, claimed.attempt_id, ...params],
    );
    if (settled > 0) await markCorrection(sql, claimed.correction_id);
  });
}

async function settleResult(database: DataSource, claimed: Claimed, result: PushResult, context: DeliveryContext) {
  if (result.outcome !== 'sent') {
    await settle(database, claimed, result.outcome, 'detail = $3', [result.detail]);
    return;
  }
  await settle(database, claimed, 'sent', 'target_key = $3, detail = $4', [result.key, result.detail ?? null]);
  const target = context.targets.get(claimed.system) as Target;
  const stream = capabilityOf(target, claimed.kind, claimed.action)?.stream ?? '';
  await context.readBack(claimed.system, stream, result.key, claimed.correlation_id, `outbox:${claimed.id}`);
}

async function settleError(database: DataSource, claimed: Claimed, error: unknown, context: DeliveryContext) {
  const { deliveryRetrySeconds, settleFloorSeconds } = context.timing;
  const code = error instanceof HubError ? error.code : 'INTERNAL';
  if (code === 'UPSTREAM_REFUSED') {
    await settle(database, claimed, 'rejected', 'detail = $3', [messageOf(error)]);
    return;
  }
  const known = code === 'UPSTREAM_UNREACHABLE' || code === 'UPSTREAM_THROTTLED';
  if (known) {
    // Nothing was sent: it stays at the head of its lane and is tried again, later each time.
    const backoff = Math.min(
      deliveryRetrySeconds.most,
      deliveryRetrySeconds.first * 2 ** Math.min(claimed.attempts - 1, 12),
    );
    const wait = Math.max(backoff, (error as HubError).retryAfter ?? 0);
    await settle(
      database,
      claimed,
      'ready',
      'detail = $3, next_try_at = clock_timestamp() + make_interval(secs => $4)',
      [messageOf(error), wait],
    );
    return;
  }
  const target = context.targets.get(claimed.system) as Target;
  const readLag = (capabilityOf(target, claimed.kind, claimed.action)?.readLagMs ?? 0) / 1000;
  await settle(database, claimed, 'unknown', 'detail = $3, settle_until = o.sent_at + make_interval(secs => $4)', [
    messageOf(error),
    Math.max(2 * readLag, settleFloorSeconds),
  ]);
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
  const target = context.targets.get(system);
  try {
    if (target === undefined) throw new HubError('UPSTREAM_REFUSED', `${system} is not configured any more`);
    const send = () => target.push.send(target.client, commandOf(claimed));
    await settleResult(database, claimed, await inTurn(context.turns, system, 'out', send), context);
  } catch (error) {
    await settleError(database, claimed, error, context);
  }
  return { sent: true, wait: 0 };
}

/** A sender that died leaves its delivery in the sending state: when the lease is over, nobody knows what became of it. */
async function expireLeases(database: DataSource, context: DeliveryContext): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `with expired as (
         update outbox o set state = 'unknown', changed_at = clock_timestamp(), detail = 'the sender did not come back',
                settle_until = greatest(o.lease_until, o.sent_at + make_interval(secs => $1))
          where o.state = 'sending' and o.lease_until < clock_timestamp()
         returning o.correction_id, o.correlation_id
       )
       insert into dirty (kind, golden_id, correlation_id)
       select distinct 'correction', x.correction_id, x.correlation_id from expired x`,
      [context.timing.settleFloorSeconds],
    ),
  );
}

/**
 * What to do about a delivery whose outcome is unknown, once its effect would be visible if there were one. Returns whether
 * it could be done: where the target has to be asked, that needs a turn.
 */
async function resolve(database: DataSource, unsettled: Claimed, context: DeliveryContext): Promise<boolean> {
  const target = context.targets.get(unsettled.system);
  const capability = target === undefined ? undefined : capabilityOf(target, unsettled.kind, unsettled.action);
  const become = (state: string, key: string | null, detail: string) =>
    transaction(database, async (sql) => {
      await sql.run(
        `update outbox o set state = $2, target_key = coalesce($3, o.target_key), detail = $4, next_try_at = null,
                changed_at = clock_timestamp()
          where o.id = $1 and o.state = 'unknown'`,
        [unsettled.id, state, key, detail],
      );
      await markCorrection(sql, unsettled.correction_id);
      return true;
    });
  if (target === undefined || capability === undefined || capability.idempotency === 'none') {
    return become('needs_human', null, 'the outcome is unknown and the target offers no way to find out');
  }
  // An upsert, or a change that is compared with what is there first, can be sent again without a second effect.
  if (capability.idempotency !== 'search') {
    return become('ready', null, 'sent again: doing it twice changes nothing');
  }
  const { turns, readBack } = context;
  const { wait } = await transaction(database, (sql) => turns.begin(sql, unsettled.system, 'out'));
  if (wait > 0) return false;
  const find = () => target.push.find(target.client, commandOf(unsettled));
  const key = await inTurn(turns, unsettled.system, 'out', find);
  if (key !== undefined) {
    await become('sent', key, 'found at the target');
    await readBack(unsettled.system, capability.stream, key, unsettled.correlation_id, `outbox:${unsettled.id}`);
    return true;
  }
  if (unsettled.attempts < 8) return become('ready', null, 'not found at the target: it did not take effect');
  return become('needs_human', null, 'the outcome is still unknown after several attempts');
}

/** The systems that have deliveries of which nobody knows what became. Finds those whose sender did not come back. */
export async function unsettledSystems(database: DataSource, context: DeliveryContext): Promise<string[]> {
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
    sql.rows<Claimed & Record<string, unknown>>(
      `select o.id::text, o.correction_id, o.system, o.attempt_id, o.attempts, o.correlation_id, o.target_key,
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
