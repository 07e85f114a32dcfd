import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { FieldChange, PushCommand, PushResult } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Timing } from '../domain/policies.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { markCorrection } from './outcome.ts';
import { capabilityOf, type Target, type Targets } from './targets.ts';

/** What delivery needs. `readBack` asks for a record to be read again; the answer comes in by the front door. */
export interface DeliveryContext {
  targets: Targets;
  timing: Timing;
  readBack: (system: string, stream: string, key: string, correlationId: string, causationId: string) => Promise<void>;
}

/** A delivery that this process has claimed. */
interface Claimed {
  id: string;
  correction_id: string;
  system: string;
  attempt_id: string;
  attempts: number;
  correlation_id: string;
  kind: KindName;
  action: PushCommand['action'];
  target_key: string | null;
  origin: PushCommand['origin'];
  parents: Record<string, string>;
  fields: FieldChange[];
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
         returning o.id, o.correction_id, o.step_number, o.system, o.attempt_id, o.attempts, o.correlation_id, o.target_key
       )
       select c.id::text, c.correction_id, c.system, c.attempt_id, c.attempts, c.correlation_id, c.target_key,
              s.kind, s.action, s.origin, s.parents, s.fields
         from claimed c
         join correction_step s on s.correction_id = c.correction_id and s.number = c.step_number`,
      [head.id, randomUUID(), leaseSeconds],
    );
  });
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

/** Sends the next delivery whose turn it is. Returns 1 when there was one. */
export async function deliverNext(database: DataSource, context: DeliveryContext): Promise<number> {
  const claimed = await claim(database, context.timing.deliveryLeaseSeconds);
  if (claimed === undefined) return 0;
  const target = context.targets.get(claimed.system);
  try {
    if (target === undefined) throw new HubError('UPSTREAM_REFUSED', `${claimed.system} is not configured any more`);
    const result = await target.push.send(target.client, commandOf(claimed));
    await settleResult(database, claimed, result, context);
  } catch (error) {
    await settleError(database, claimed, error, context);
  }
  return 1;
}

interface Unsettled extends Claimed {
  unknowns: number;
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

/** What to do about a delivery whose outcome is unknown, once its effect would be visible if there were one. */
async function resolve(database: DataSource, unsettled: Unsettled, context: DeliveryContext): Promise<void> {
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
    });
  if (target === undefined || capability === undefined || capability.idempotency === 'none') {
    await become('needs_human', null, 'the outcome is unknown and the target offers no way to find out');
    return;
  }
  // An upsert, or a change that is compared with what is there first, can be sent again without a second effect.
  if (capability.idempotency !== 'search') {
    await become('ready', null, 'sent again: doing it twice changes nothing');
    return;
  }
  const key = await target.push.find(target.client, commandOf(unsettled));
  if (key !== undefined) {
    await become('sent', key, 'found at the target');
    await context.readBack(
      unsettled.system,
      capability.stream,
      key,
      unsettled.correlation_id,
      `outbox:${unsettled.id}`,
    );
  } else if (unsettled.attempts < 8) await become('ready', null, 'not found at the target: it did not take effect');
  else await become('needs_human', null, 'the outcome is still unknown after several attempts');
}

/** Settles deliveries whose outcome is unknown, by looking. Returns how many there were. */
export async function resolveUnknown(database: DataSource, context: DeliveryContext): Promise<number> {
  await expireLeases(database, context);
  const rows = await withConnection(database, (sql) =>
    sql.rows<Unsettled & Record<string, unknown>>(
      `select o.id::text, o.correction_id, o.system, o.attempt_id, o.attempts, o.correlation_id, o.target_key,
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
