import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { compare } from '../domain/decimal.ts';
import { moneyText } from '../domain/money.ts';
import { appendFeed, type FeedEntry } from '../entities/append-feed.ts';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import type { WorkPolicy } from './work-policy.ts';

interface Group {
  rule: string;
  title: string;
  legal_entity_id: number | null;
  customer_id: string | null;
  customer: string | null;
  currency: string;
  count: number;
  amount: string;
  severity: string;
  owner_role: string;
  /** The event that moved the last of its exceptions. */
  correlation_id: string;
  /** Whether somebody has been told of it. */
  told: boolean;
}

const severities = `array['low', 'medium', 'high', 'critical']`;

/** What is too small by itself, by rule, company, customer and currency. */
function groupsOf(sql: Sql): Promise<Group[]> {
  return sql.rows<Group & Record<string, unknown>>(
    `select g.rule, g.title, g.legal_entity_id, g.currency, g.customer_id, g.count, g.amount, g.severity, g.owner_role,
            g.correlation_id, u.name as customer, t.id is not null as told
       from (
         select x.rule, max(coalesce(r.content->>'title', x.rule)) as title, x.legal_entity_id, x.currency,
                coalesce(c.customer_id, i.customer_id) as customer_id, count(*)::int as count, sum(abs(x.amount)) as amount,
                (${severities})[max(array_position(${severities}, x.severity))] as severity, min(x.owner_role) as owner_role,
                (array_agg(x.correlation_id order by x.changed_at desc, x.id))[1] as correlation_id
           from exception x
           left join rule_version r on r.rule = x.rule and r.version = x.rule_version
           left join contract c on c.id = x.contract_id
           left join invoice i on i.id = x.invoice_id
          where x.closed_at is null and x.status <> 'accepted' and not x.material
          group by x.rule, x.legal_entity_id, x.currency, coalesce(c.customer_id, i.customer_id)
       ) g
       left join customer u on u.id = g.customer_id
       left join immaterial_group t on t.rule = g.rule and t.currency = g.currency
        and t.legal_entity_id is not distinct from g.legal_entity_id and t.customer_id is not distinct from g.customer_id
      order by g.rule, g.legal_entity_id, g.customer_id, g.currency`,
  );
}

/** Forgets the groups that do not reach what matters any more, and keeps the sums of those that do. */
async function keep(sql: Sql, reached: readonly (Group & { id: string })[]): Promise<void> {
  await sql.run(
    `with input as (
       select i.* from jsonb_to_recordset($1::jsonb) as i (id uuid, rule text, legal_entity_id int, customer_id uuid,
         currency text, count int, amount numeric)
     ), gone as (
       delete from immaterial_group t
        where not exists (select from input i
                           where i.rule = t.rule and i.currency = t.currency
                             and i.legal_entity_id is not distinct from t.legal_entity_id
                             and i.customer_id is not distinct from t.customer_id)
     )
     insert into immaterial_group as t (id, rule, legal_entity_id, customer_id, currency, count, amount, reached_at)
     select i.id, i.rule, i.legal_entity_id, i.customer_id, i.currency, i.count, i.amount, clock_timestamp() from input i
     on conflict (rule, legal_entity_id, customer_id, currency) do update set count = excluded.count, amount = excluded.amount`,
    [JSON.stringify(reached)],
  );
}

function entryOf(group: Group & { id: string }): FeedEntry {
  const { id, rule, title, count, amount, currency, severity, customer } = group;
  const of = customer === null ? '' : ` of ${customer}`;
  return {
    type: 'exception.group_reached',
    aggregate: 'exception_group',
    aggregateId: id,
    aggregateVersion: 1,
    legalEntityId: group.legal_entity_id,
    payload: {
      rule,
      title,
      severity,
      effect: 'flag',
      count,
      amount,
      currency,
      ownerRole: group.owner_role,
      customerId: group.customer_id,
      sentence: `${title}: ${count} exceptions${of}, each too small by itself, come to ${moneyText({ amount, currency })}.`,
    },
    correlationId: group.correlation_id,
    causationId: null,
  };
}

/** Writes down which groups come to something that matters. Returns those that did not before. */
export async function keepGroups(sql: Sql, work: WorkPolicy): Promise<FeedEntry[]> {
  const groups = await groupsOf(sql);
  const reached = groups
    .filter(({ amount, currency, legal_entity_id: entity }) => {
      const least = work.materialityOf(entity, currency);
      return least !== undefined && compare(amount, least) >= 0;
    })
    .map((group) => ({ ...group, id: randomUUID() }));
  await keep(sql, reached);
  return reached.filter(({ told }) => !told).map(entryOf);
}

// One at a time, so that two can't both tell of a group.
const groupsLock = 80;

/**
 * Looks at what is too small by itself: what comes to something that matters for one customer is told once, and again
 * only after it had come to less. Returns how many groups are told of.
 */
export async function tellGroups(database: DataSource, work: WorkPolicy): Promise<number> {
  const told = await transactionUnder(database, groupsLock, async (sql) => {
    const entries = await keepGroups(sql, work);
    await appendFeed(sql, entries);
    return entries.length;
  });
  return told ?? 0;
}
