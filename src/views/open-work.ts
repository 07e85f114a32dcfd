import type { Sql } from '../entities/sql.ts';
import { blocks } from './blocks.ts';

/** How much of something is open, in one currency; amounts of different currencies are never added. */
export interface OpenWorkRow {
  currency: string | null;
  count: number;
  amount: string | null;
}

/** What is at stake in blocked invoices, and what they bill, by currency. */
export function blockedTotals(sql: Sql): Promise<(OpenWorkRow & { total: string | null })[]> {
  return sql.rows<OpenWorkRow & { total: string | null } & Record<string, unknown>>(
    `select i.currency, count(*)::int as count, sum(b.amount) as amount, sum(i.total) as total
       from invoice i
       ${blocks}
      where not i.deleted and i.id in (
        select x.invoice_id from exception x
         where x.effect = 'block' and x.closed_at is null and x.status <> 'accepted' and x.invoice_id is not null)
      group by i.currency order by i.currency`,
  );
}

/** Exceptions that are to be worked on, by severity and currency. */
export function exceptionTotals(sql: Sql): Promise<(OpenWorkRow & { severity: string })[]> {
  return sql.rows<OpenWorkRow & { severity: string } & Record<string, unknown>>(
    `select x.severity, x.currency, count(*)::int as count, sum(x.amount) as amount
       from exception x where x.closed_at is null and x.status <> 'accepted'
      group by x.severity, x.currency
      order by array_position(array['critical', 'high', 'medium', 'low'], x.severity), x.currency`,
  );
}
