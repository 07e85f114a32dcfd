import { appendFeed, type FeedEntry } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';

interface Row {
  legal_entity_id: number;
  rules: { rule: string; severity: string; currency: string | null; count: number; amount: string | null }[];
  count: number;
}

/**
 * Says once what a first load found, instead of an alert for each exception: one entry a legal entity, be it that
 * nothing is wrong there, all under one correlation id, so that whoever sees several gets them as one.
 */
export async function appendDigest(sql: Sql, correlationId: string, now: string): Promise<void> {
  const rows = await sql.rows<Row>(
    `select l.id as legal_entity_id, coalesce(sum(x.count), 0)::int as count,
            coalesce(jsonb_agg(jsonb_build_object('rule', x.rule, 'severity', x.severity, 'currency', x.currency,
              'count', x.count, 'amount', x.amount::text) order by x.rule, x.currency, x.severity)
              filter (where x.rule is not null), '[]') as rules
       from legal_entity l
       left join (select e.legal_entity_id, e.rule, e.severity, e.currency, count(*) as count, sum(e.amount) as amount
                    from exception e
                   where e.closed_at is null and e.cause = 'baseline' and e.correlation_id = $1
                   group by e.legal_entity_id, e.rule, e.severity, e.currency) x on x.legal_entity_id = l.id
      group by l.id order by l.id`,
    [correlationId],
  );
  const entries = rows.map(
    (row): FeedEntry => ({
      type: 'baseline.digest',
      aggregate: 'digest',
      aggregateId: correlationId,
      aggregateVersion: row.legal_entity_id,
      legalEntityId: row.legal_entity_id,
      payload: { at: now, legalEntityId: row.legal_entity_id, count: row.count, findings: row.rules },
      correlationId,
      causationId: null,
    }),
  );
  await appendFeed(sql, entries);
}
