import { randomUUID } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { byUrgency, weightOf } from '../entities/by-urgency.ts';
import { openStates } from '../entities/delivery-states.ts';
import type { Sql } from '../entities/sql.ts';

/** A lane to a target in which something waits; label and money are those of what weighs most in it. */
export interface WaitingLane {
  lane: string;
  /** From 1, in the order in which lanes are best worked off. */
  place: number;
  /** The place that somebody has given it; lanes without one come after those, by arrival. */
  priority: number | null;
  deliveries: number;
  label: string;
  amount: string | null;
  currency: string | null;
  /** The day when the invoice is due, or when its exceptions are to be resolved. */
  dueOn: string | null;
  /** Somebody has to say what became of its first delivery before anything in it can leave. */
  stuck: boolean;
}

/** By what lanes are put in order. */
export interface Urgency {
  /** The amount that matters, by currency: it makes amounts of several currencies comparable. */
  measure: Readonly<Record<string, string>>;
  /** A day (ISO 8601). */
  today: string;
}

/** The lanes to a target in which something waits, the most urgent first. */
export function waitingLanes(sql: Sql, system: string, { measure, today }: Urgency): Promise<WaitingLane[]> {
  const heaviest = (column: string) => `(array_agg(${column} order by o.weight desc nulls first, o.id))[1]`;
  return sql.rows<WaitingLane & Record<string, unknown>>(
    `with open as (
       select o.id, o.lane, o.state, o.priority, o.amount, o.currency, s.label,
              coalesce(i.due_on, x.due_on) as due_on, ${weightOf('o.amount', 'o.currency', '$2::jsonb')} as weight
         from outbox o
         join correction c on c.id = o.correction_id
         join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
         left join invoice i on i.id = coalesce(c.invoice_id, s.gate_invoice_id)
         left join lateral (
           select min(e.sla_due_at)::date as due_on from exception e
            where e.closed_at is null and (e.invoice_id = i.id or e.contract_id = c.contract_id)) x on true
        where o.system = $1 and o.state in ${openStates}
     ), lanes as (
       select o.lane, min(o.id) as first_id, min(o.priority) as priority, count(*)::int as deliveries,
              min(o.due_on) as due_on, case when count(*) = count(o.weight) then max(o.weight) end as weight,
              ${heaviest('o.label')} as label, ${heaviest('o.amount')} as amount, ${heaviest('o.currency')} as currency,
              (array_agg(o.state order by o.id))[1] in ('unknown', 'needs_human') as stuck
         from open o group by o.lane
     )
     select l.lane, row_number() over (order by ${byUrgency('l.due_on', 'l.weight', '$3::date')}, l.first_id)::int as place,
            l.priority, l.deliveries, l.label, l.amount::text, l.currency, l.due_on as "dueOn", l.stuck
       from lanes l order by place`,
    [system, JSON.stringify(measure), today],
  );
}

/** What order is wanted, and who wants it. With `dryRun` nothing is changed. */
export interface OrderRequest extends Urgency {
  system: string;
  /** Take back whatever order there is. */
  byArrival: boolean;
  reason: string;
  actor: string;
  dryRun: boolean;
}

async function giveOrder(sql: Sql, { system, byArrival }: OrderRequest, lanes: readonly WaitingLane[]): Promise<void> {
  const places = byArrival ? [] : lanes.map(({ lane, place }) => ({ lane, place }));
  await sql.run(
    `update outbox o set priority = p.place
       from (select w.lane, (select g.place from jsonb_to_recordset($2::jsonb) as g (lane text, place int)
                              where g.lane = w.lane) as place
               from (select distinct q.lane from outbox q where q.system = $1 and q.state in ${openStates}) w) p
      where o.system = $1 and o.lane = p.lane and o.state in ${openStates}`,
    [system, JSON.stringify(places)],
  );
}

/**
 * Has what waits at a target leave in the order of its urgency, or by arrival again. Within a lane the order never changes.
 * Returns the lanes as they were. Throws UNKNOWN_SYSTEM, BAD_USER_INPUT.
 */
export async function orderBacklog(sql: Sql, request: OrderRequest): Promise<WaitingLane[]> {
  const { system, byArrival, reason, actor, dryRun } = request;
  if (reason.trim() === '') throw new HubError('BAD_USER_INPUT', '--reason: say why');
  const known = await sql.row(`select 1 from system_way w where w.system = $1 and w.direction = 'out'`, [system]);
  if (known === undefined) throw new HubError('UNKNOWN_SYSTEM', `nothing is sent to a system "${system}"`);
  const lanes = await waitingLanes(sql, system, request);
  if (dryRun || lanes.length === 0) return lanes;
  await giveOrder(sql, request, lanes);
  await appendAudit(sql, [
    {
      actor,
      action: 'backlog.order',
      subject: `system:${system}`,
      detail: { reason, byArrival, lanes: lanes.length },
      legalEntityId: null,
      correlationId: randomUUID(),
    },
  ]);
  return lanes;
}
