import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openStates } from '../entities/delivery-states.ts';
import { isRestored } from '../entities/incarnation.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { frozenSystems, goingSystems } from '../entities/system-ways.ts';
import type { Turns } from '../entities/turns.ts';
import { isBlocked } from './blocked.ts';
import type { Outgoing } from './outgoing.ts';

/** A delivery that this process has claimed. */
export interface Claimed extends Outgoing {
  attempts: number;
  unreached_seconds: number;
}

const isFrozen = `o.system = any (${frozenSystems})`;

// To a frozen target only holds leave; a release that could leave goes back behind its gate, where a hold passes it.
// What was tried before a target was given up need not wait any longer once that has answered again.
const due = `o.state = 'ready' and o.doubted_at is null and o.system = any (${goingSystems('out')})
  and (not ${isFrozen} or exists (
    select from correction_step f
     where f.correction_id = o.correction_id and f.number = o.step_number and f.action in ('hold', 'release')))
  and (o.next_try_at is null or o.next_try_at <= clock_timestamp() or o.changed_at < (
    select w.closed_at from system_way w where w.system = o.system and w.direction = 'out'))`;

/** The systems to which something is to be delivered now. */
export async function dueSystems(database: DataSource): Promise<string[]> {
  const rows = await withConnection(database, (sql) =>
    sql.rows<{ system: string }>(`select distinct o.system from outbox o where ${due}`),
  );
  return rows.map(({ system }) => system);
}

// A hold waits behind nothing that waits for a gate: what keeps the gate shut is what it is for. A release that was passed so
// does not leave beside it.
const atHead = `not exists (
    select from outbox p
     where p.lane = o.lane and p.id < o.id and p.state in ${openStates} and (p.state <> 'waiting' or s.action <> 'hold'))
  and (s.action <> 'release' or not exists (
    select from outbox p where p.lane = o.lane and p.id > o.id and p.state in ('sending', 'sent', 'unknown')))`;

interface Head {
  id: string;
  /** Whether it is a release whose gate was open and has shut again, as all gates to a frozen target have. */
  shut: boolean;
}

/** The head of the lane whose turn it is at a target, kept from others until the transaction ends. */
function nextHead(sql: Sql, system: string): Promise<Head | undefined> {
  return sql.row<Head & Record<string, unknown>>(
    `select o.id::text, s.action = 'release' and (${isFrozen} or ${isBlocked('s.gate_invoice_id')}) as shut
       from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
      where o.system = $1 and ${due} and ${atHead}
      order by o.priority, o.id for update of o skip locked limit 1`,
    [system],
  );
}

/** The same; releases whose gate has shut again wait for it first. */
async function nextToLeave(sql: Sql, system: string): Promise<Head | undefined> {
  for (;;) {
    const head = await nextHead(sql, system);
    if (head?.shut !== true) return head;
    await sql.run(
      `with shut as (
         update outbox o set state = 'waiting', changed_at = clock_timestamp(), ready_at = null where o.id = $1
         returning o.correction_id, o.correlation_id
       )
       insert into dirty (kind, golden_id, correlation_id)
       select 'correction', x.correction_id, x.correlation_id from shut x`,
      [head.id],
    );
  }
}

/**
 * Claims the head of a lane together with a turn at its target, and commits that it is being sent, before the first byte
 * leaves. Where there is no turn, answers with the seconds until there is one.
 */
export async function claim(
  database: DataSource,
  system: string,
  turns: Turns,
  leaseSeconds: number,
): Promise<Claimed | { wait: number } | undefined> {
  return transaction(database, async (sql) => {
    if ((await nextToLeave(sql, system)) === undefined) return undefined;
    // What is to be sent may have been: that is for whoever takes notice of it first.
    if (await isRestored(sql)) return undefined;
    const { wait } = await turns.begin(sql, system, 'out');
    if (wait > 0) return { wait };
    // Looked for again: whoever pauses the target now waits until this is claimed, and whoever did just before is seen.
    const head = await nextToLeave(sql, system);
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
