import { mustBeHeld } from '../entities/must-be-held.ts';
import type { Sql } from '../entities/sql.ts';
import { type HoldContext, holdByPolicy } from './hold-by-policy.ts';
import { markCorrection } from './outcome.ts';
import { capabilityOf } from './targets.ts';

/** Asks for a record to be read again; the answer comes in by the front door. */
export type Reread = (
  sql: Sql,
  system: string,
  stream: string,
  key: string,
  correlationId: string,
  causationId: string,
) => Promise<void>;

interface StaleHold {
  id: string;
  correction_id: string;
  invoice_id: string;
  correlation_id: string;
  system: string;
  target_key: string;
  sentence: string;
  /** How often in a row the hold of its event has become stale. */
  times: number;
  /** Whether its record is still to be read again; null when nobody has asked for that. */
  unread: boolean | null;
}

// Whoever changes a record each time that it is to be held may go on doing so, and one that is gone stays gone.
const mostTimes = 5;

const holdsOfEvent = (alias: string) => `correction_step ${alias}_step
  join outbox ${alias} on ${alias}.correction_id = ${alias}_step.correction_id and ${alias}.step_number = ${alias}_step.number`;

/** The last holds of events that must be held and are not, because their record had changed when they were written. */
function staleHolds(sql: Sql): Promise<StaleHold[]> {
  return sql.rows<StaleHold & Record<string, unknown>>(
    `select distinct on (o.id) o.id::text, o.correction_id, c.invoice_id, o.correlation_id, o.system, o.target_key, e.sentence,
            (select count(*)::int from ${holdsOfEvent('t')}
              where t_step.golden_id = s.golden_id and t_step.action = 'hold' and t.state = 'stale' and not exists (
                select from ${holdsOfEvent('u')}
                 where u_step.golden_id = s.golden_id and u.id > t.id and u.state <> 'stale')) as times,
            (select bool_or(h.state = 'new') from inbox h
              where h.correlation_id = o.correlation_id and h.type = 'hint' and h.causation_id = 'outbox:' || o.id
                and h.received_at >= o.changed_at) as unread
       from exception e
       join invoice i on i.id = e.invoice_id and i.status in ('draft', 'approved') and not i.deleted
       join correction c on c.invoice_id = i.id and c.type = 'holdInvoice' and c.state <> 'cancelled'
       join outbox o on o.correction_id = c.id and o.state = 'stale'
       join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
       join billing_event b on b.id = s.golden_id and b.held is not true and not b.deleted
      where e.effect = 'block' and e.closed_at is null and e.status <> 'accepted'
        and exists (
          select from invoice_line l join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
           where l.invoice_id = i.id and not l.deleted and a.billing_event_id = b.id and ${mustBeHeld('l')})
        and not exists (select from ${holdsOfEvent('n')} where n_step.golden_id = s.golden_id and n.id > o.id)
      order by o.id, e.opened_at, e.id`,
  );
}

async function giveToPerson(sql: Sql, { id, correction_id, times }: StaleHold): Promise<void> {
  await sql.run(
    `update outbox o set state = 'needs_human', detail = $2, changed_at = clock_timestamp()
      where o.id = $1 and o.state = 'stale'`,
    [id, `the record is gone, or changed each of ${times} times that it was to be held`],
  );
  await markCorrection(sql, correction_id);
}

async function readAgain(sql: Sql, stale: StaleHold, { targets }: HoldContext, reread: Reread): Promise<number> {
  const target = targets.get(stale.system);
  const stream = target === undefined ? undefined : capabilityOf(target, 'billing_event', 'hold')?.stream;
  if (stream === undefined) return 0;
  await reread(sql, stale.system, stream, stale.target_key, stale.correlation_id, `outbox:${stale.id}`);
  return 1;
}

interface FreedInvoice {
  id: string;
  invoice_id: string;
  sentence: string;
  correlation_id: string;
}

/**
 * Invoices of which something must be held that was last released, as far as anybody knows: what blocks them was found while
 * the release was on its way.
 */
function freedAlthoughBlocked(sql: Sql): Promise<FreedInvoice[]> {
  return sql.rows<FreedInvoice & Record<string, unknown>>(
    `select distinct on (i.id) o.id::text, i.id as invoice_id, e.sentence, o.correlation_id
       from (select distinct on (e.invoice_id) e.invoice_id, e.sentence from exception e
              where e.effect = 'block' and e.closed_at is null and e.status <> 'accepted' and e.invoice_id is not null
              order by e.invoice_id, e.opened_at, e.id) e
       join invoice i on i.id = e.invoice_id and i.status in ('draft', 'approved') and not i.deleted
       join invoice_line l on l.invoice_id = i.id and not l.deleted
       join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
       join billing_event b on b.id = a.billing_event_id and b.held is not true and not b.deleted
       join correction_step s on s.golden_id = b.id and s.action = 'release'
       join outbox o on o.correction_id = s.correction_id and o.step_number = s.number
        and (o.state = 'confirmed' or o.state = 'waiting' and o.attempts > 0)
      where ${mustBeHeld('l')}
        and not exists (select from ${holdsOfEvent('n')} where n_step.golden_id = s.golden_id and n.id > o.id)
      order by i.id, o.id`,
  );
}

/**
 * Holds again what could not be held because it had changed, once it has been read again; what is so too often in a row is
 * given to a person. Holds too what a release has freed that is blocked by now. Returns how many holds it has planned, and
 * how many records it has asked for.
 */
export async function holdAgain(
  sql: Sql,
  context: HoldContext,
  reread: Reread,
): Promise<{ held: number; asked: number }> {
  const stale = await staleHolds(sql);
  const isOver = ({ times }: StaleHold) => times >= mostTimes;
  for (const each of stale.filter(isOver)) await giveToPerson(sql, each);
  const open = stale.filter((each) => !isOver(each));
  let asked = 0;
  for (const each of open.filter(({ unread }) => unread === null)) asked += await readAgain(sql, each, context, reread);
  // A plan takes in all that is left of an invoice: it waits until all of that is known anew.
  const waiting = new Set(open.filter(({ unread }) => unread !== false).map((each) => each.invoice_id));
  const ready = new Map(open.filter((each) => !waiting.has(each.invoice_id)).map((each) => [each.invoice_id, each]));
  let held = 0;
  for (const { id, invoice_id, sentence, correlation_id } of [
    ...ready.values(),
    ...(await freedAlthoughBlocked(sql)),
  ]) {
    const cause = {
      invoiceId: invoice_id,
      reason: sentence,
      correlationId: correlation_id,
      causationId: `outbox:${id}`,
    };
    if (await holdByPolicy(sql, cause, context)) held += 1;
  }
  return { held, asked };
}
