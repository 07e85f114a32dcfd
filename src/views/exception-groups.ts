import type { Sql } from '../entities/sql.ts';
import { exceptions } from './exceptions.ts';
import { type Filter, filterSql, Params } from './filter.ts';

/** What exceptions have in common: a group of them is what one cause may lie behind. */
export interface ExceptionGroupRow {
  count: number;
  /** How many of them put no amount at stake that is known. */
  withoutAmount: number;
  /** What is at stake, by currency. */
  amounts: readonly { currency: string; amount: string }[];
  worstSeverity: string;
  oldestOpenedAt: string;
  rule: string | null;
  status: string | null;
  ownerRole: string | null;
  assignee: string | null;
  legalEntityId: number | null;
  contractId: string | null;
  invoiceId: string | null;
}

/** What exceptions can be grouped by. */
export type ExceptionDimension = Exclude<
  keyof ExceptionGroupRow,
  'count' | 'withoutAmount' | 'amounts' | 'worstSeverity' | 'oldestOpenedAt'
>;

const dimensions: Readonly<Record<ExceptionDimension, string>> = {
  rule: 'x.rule',
  status: 'x.status',
  ownerRole: 'x.owner_role',
  assignee: 'x.assignee',
  legalEntityId: 'x.legal_entity_id',
  contractId: 'x.contract_id',
  invoiceId: 'x.invoice_id',
};

const severities = `array['low', 'medium', 'high', 'critical']`;

/**
 * Counts exceptions and sums what is at stake, by what they are to be grouped by; without anything to group by there is
 * one group of all, or none. The worst and largest come first.
 */
export function exceptionGroups(
  sql: Sql,
  filter: Filter,
  by: readonly ExceptionDimension[],
  first: number,
): Promise<ExceptionGroupRow[]> {
  const params = new Params();
  const where = filterSql(filter, exceptions.filters, params);
  // What is not grouped by is the same for all: nothing.
  const keys = Object.entries(dimensions).map(([name, column]) => {
    const isKey = by.includes(name as ExceptionDimension);
    return { name, key: isKey ? column : `null`, isKey };
  });
  const grouped = keys.filter(({ isKey }) => isKey).map(({ key }) => key);
  const named = keys.map(({ name, key }) => `${key} as "${name}"`);
  const outer = keys.map(({ name }) => `g."${name}"`);
  return sql.rows<ExceptionGroupRow & Record<string, unknown>>(
    `select ${outer.join(', ')}, sum(g.count)::int as count, sum(g."withoutAmount")::int as "withoutAmount",
            (${severities})[max(g.worst)] as "worstSeverity", min(g.oldest) as "oldestOpenedAt",
            coalesce(jsonb_agg(jsonb_build_object('currency', g.currency, 'amount', g.amount::text) order by g.currency)
                       filter (where g.currency is not null and g.amount is not null), '[]') as amounts
       from (
         select ${named.join(', ')}, x.currency, count(*) as count, sum(x.amount) as amount,
                count(*) filter (where x.amount is null) as "withoutAmount",
                max(array_position(${severities}, x.severity)) as worst, min(x.opened_at) as oldest
           from ${exceptions.from}
          where ${where}
          group by ${[...grouped, 'x.currency'].join(', ')}
       ) g
      group by ${outer.join(', ')}
      order by max(g.worst) desc, sum(g.count) desc, ${outer.join(', ')}
      limit ${params.add(first, 'int')}`,
    params.values,
  );
}
