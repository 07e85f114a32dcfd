import { byUrgency, weightOf } from '../entities/by-urgency.ts';
import type { Sql } from '../entities/sql.ts';

/** Something that keeps money from being billed or paid, and whose it is. */
export interface ValueAtStake {
  rule: string;
  sentence: string;
  effect: string;
  amount: string | null;
  currency: string | null;
  /** The earlier of the day when the invoice is due and that by which it is to be resolved. */
  dueOn: string | null;
  ownerRole: string;
  invoice: string | null;
}

/**
 * What people have to work off before money flows, the most urgent first: what blocks an invoice, and whatever else has an
 * amount. What is an accepted risk or put off is left out.
 */
export function valueAtStake(
  sql: Sql,
  { measure, today, most }: { measure: Readonly<Record<string, string>>; today: string; most: number },
): Promise<ValueAtStake[]> {
  return sql.rows<ValueAtStake & Record<string, unknown>>(
    `select v.rule, v.sentence, v.effect, v.amount::text, v.currency, v.due_on as "dueOn", v.owner_role as "ownerRole",
            v.invoice
       from (
         select x.id, x.rule, x.sentence, x.effect, x.amount, x.currency, x.owner_role, i.number as invoice,
                least(i.due_on, x.sla_due_at::date) as due_on,
                ${weightOf('x.amount', 'x.currency', '$1::jsonb')} as weight
           from exception x left join invoice i on i.id = x.invoice_id
          where x.closed_at is null and x.status in ('open', 'acknowledged')
            and (x.effect = 'block' or x.amount is not null)
       ) v
      order by ${byUrgency('v.due_on', 'v.weight', '$2::date')}, v.id
      limit $3`,
    [JSON.stringify(measure), today, most],
  );
}
