import { openStates } from '../entities/delivery-states.ts';
import type { Sql } from '../entities/sql.ts';

/** A delivery that is not proven at its target yet. */
export interface OpenDelivery {
  id: string;
  system: string;
  state: string;
  since: string;
  attempts: number;
  /** How many wait behind it in its lane. */
  behind: number;
  amount: string | null;
  currency: string | null;
  label: string;
  detail: string | null;
  correctionId: string;
}

/** What is on its way to targets; first what only a person can move on, then what nobody knows, then by lane. */
export function openDeliveries(
  sql: Sql,
  { system, unsettled }: { system?: string | undefined; unsettled: boolean },
): Promise<OpenDelivery[]> {
  return sql.rows<OpenDelivery & Record<string, unknown>>(
    `select o.id::text, o.system, o.state, o.changed_at as since, o.attempts, o.amount::text, o.currency, s.label, o.detail,
            o.correction_id as "correctionId",
            (select count(*) from outbox p where p.lane = o.lane and p.id > o.id and p.state in ${openStates})::int as behind
       from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
      where o.state in ${openStates} and ($1::text is null or o.system = $1)
        and (not $2::boolean or o.state in ('unknown', 'needs_human'))
      order by case o.state when 'needs_human' then 0 when 'unknown' then 1 else 2 end, o.lane, o.id
      limit 500`,
    [system ?? null, unsettled],
  );
}
