import type { Sql } from '../entities/sql.ts';
import { type Filter, filterSql, Params } from './filter.ts';
import type { ListDefinition } from './list.ts';

/** A subject that an active rule can't tell anything about, and what is missing. */
export interface UnevaluatedRow {
  id: string;
  rule: string;
  title: string;
  kind: string;
  subjectId: string;
  missing: string[];
  waits: { role: string; kind: string; neededThrough: string; knownThrough: string | null }[];
  since: string;
  legalEntityId: number | null;
  correlationId: string;
}

const waitsOfIt = 'w.rule = x.rule and w.subject_id = x.subject_id and w.shadow = x.shadow';
const whereMissing = (condition: string) => `exists (select from unnest(x.missing) as m (fact) where ${condition})`;
const whereWaiting = (condition: string) =>
  `exists (select from cannot_evaluate_wait w where ${waitsOfIt} and ${condition})`;

// How far all streams of a kind in a role are known, for the legal entity.
const knownThrough = `(select case when count(*) = count(s.known_through) then min(s.known_through) end
  from stream_coverage s
 where s.role = w.role and s.kind = w.stream_kind and s.legal_entity_id = x.legal_entity_id)`;

/** What could not be evaluated, by active rules. */
export const unevaluated: ListDefinition = {
  from: `cannot_evaluate x
    left join rule_tally t on t.rule = x.rule
    left join rule_version r on r.rule = x.rule and r.version = t.version
    left join legal_entity e on e.id = x.legal_entity_id`,
  where: 'not x.shadow',
  id: `md5(x.rule || ' ' || x.subject_id)::uuid`,
  select: {
    id: `md5(x.rule || ' ' || x.subject_id)::uuid`,
    rule: 'x.rule',
    title: `coalesce(r.content->>'title', x.rule)`,
    kind: 'x.kind',
    subjectId: 'x.subject_id',
    missing: 'x.missing',
    waits: `(select coalesce(jsonb_agg(jsonb_build_object('role', w.role, 'kind', w.stream_kind,
        'neededThrough', w.needed_through, 'knownThrough', ${knownThrough}) order by w.role, w.stream_kind), '[]')
       from cannot_evaluate_wait w where ${waitsOfIt})`,
    since: 'x.since',
    legalEntityId: 'x.legal_entity_id',
    correlationId: 'x.correlation_id',
  },
  filters: {
    rule: { sql: 'x.rule', type: 'text' },
    kind: { sql: 'x.kind', type: 'text' },
    subjectId: { sql: 'x.subject_id', type: 'uuid' },
    missing: { sql: 'm.fact', type: 'text', where: whereMissing },
    waitsForRole: { sql: 'w.role', type: 'text', where: whereWaiting },
    waitsForKind: { sql: 'w.stream_kind', type: 'text', where: whereWaiting },
    since: { sql: 'x.since', type: 'timestamptz' },
    legalEntity: { sql: 'e.code', type: 'text' },
  },
  orders: {
    SINCE: { sql: 'x.since', type: 'timestamptz' },
    RULE: { sql: 'x.rule', type: 'text' },
  },
  defaultOrder: [{ field: 'SINCE', descending: false }],
};

/** How many subjects could not be evaluated for one reason, and since when the oldest of them. */
export interface UnevaluatedGroupRow {
  key: string;
  count: number;
  oldestSince: string;
}

/** What can be counted: by rule, by missing fact, or by the stream that is waited for (`erp invoice`). */
export type UnevaluatedDimension = 'rule' | 'missing' | 'stream';

const keys: Readonly<Record<UnevaluatedDimension, { key: string; join: string }>> = {
  rule: { key: 'x.rule', join: '' },
  missing: { key: 'k.fact', join: 'cross join lateral unnest(x.missing) as k (fact)' },
  stream: {
    key: `w.role || ' ' || w.stream_kind`,
    join: `join cannot_evaluate_wait w on ${waitsOfIt}`,
  },
};

/** Counts what could not be evaluated, most first. What lacks several facts or streams counts for each of them. */
export function unevaluatedGroups(
  sql: Sql,
  filter: Filter,
  by: UnevaluatedDimension,
  first: number,
): Promise<UnevaluatedGroupRow[]> {
  const params = new Params();
  const where = filterSql(filter, unevaluated.filters, params);
  const { key, join } = keys[by];
  return sql.rows<UnevaluatedGroupRow & Record<string, unknown>>(
    `select ${key} as key, count(*)::int as count, min(x.since) as "oldestSince"
       from ${unevaluated.from} ${join}
      where ${unevaluated.where} and ${where}
      group by 1
      order by 2 desc, 1
      limit ${params.add(first, 'int')}`,
    params.values,
  );
}
