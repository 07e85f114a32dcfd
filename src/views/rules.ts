import type { RuleLife } from '../domain/rule-life.ts';
import type { Sql } from '../entities/sql.ts';
import type { ListDefinition } from './list.ts';
import { wholeGroup } from './sources.ts';

/** A rule by its foremost version, with all versions and what stands of it. */
export interface RuleRow {
  id: string;
  version: number;
  title: string;
  about: string;
  entity: string;
  effect: string;
  owner: string;
  life: RuleLife;
  since: string;
  by: string;
  versions: { version: number; life: RuleLife; since: string; by: string; reason: string }[];
  open: number;
  openInShadow: number;
  cannotEvaluate: number;
  waitsFor: string[];
  failure: string | null;
}

/** Every rule, or one, with what stands of it, what can't be evaluated, and which streams that waits for. */
export function rules(sql: Sql, rule: string | null = null): Promise<RuleRow[]> {
  return sql.rows<RuleRow & Record<string, unknown>>(
    `with version as (
       select v.rule, v.version, v.content, s.life, s.changed_at, s.changed_by, s.reason
         from rule_version v
         join lateral (
           select l.life, l.changed_at, l.changed_by, l.reason from rule_life l
            where l.rule = v.rule and l.version = v.version order by l.id desc limit 1
         ) s on true
        where $1::text is null or v.rule = $1
     ), foremost as (
       select distinct on (v.rule) v.rule, v.version, v.content, v.life, v.changed_at, v.changed_by,
              v.life = 'shadow' as shadow
         from version v
        order by v.rule, array_position(array['active', 'shadow', 'draft', 'retired'], v.life), v.version desc
     )
     select r.rule as id, r.version, r.content->>'title' as title, r.content->>'about' as about,
            r.content->>'entity' as entity, r.content->>'effect' as effect, r.content->>'owner' as owner,
            r.life, r.changed_at as since, r.changed_by as by,
            (select jsonb_agg(jsonb_build_object('version', v.version, 'life', v.life, 'since', v.changed_at,
                                'by', v.changed_by, 'reason', v.reason) order by v.version desc)
               from version v where v.rule = r.rule) as versions,
            (select count(*)::int from exception e where e.rule = r.rule and e.closed_at is null and e.status <> 'accepted') as open,
            (select count(*)::int from shadow_finding f
              where f.rule = r.rule and f.closed_at is null) as "openInShadow",
            (select count(*)::int from cannot_evaluate c
              where c.rule = r.rule and c.shadow = r.shadow) as "cannotEvaluate",
            coalesce((
              select array_agg(distinct case when s.system is null then w.role || '/' || w.stream_kind || ' is not connected'
                       else s.system || '/' || s.stream || ' known through '
                            || coalesce(to_char(s.known_through at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), 'never') end)
                from cannot_evaluate_wait w
                join cannot_evaluate c on c.rule = w.rule and c.subject_id = w.subject_id and c.shadow = w.shadow
                left join stream_coverage s on s.role = w.role and s.kind = w.stream_kind
                 and s.legal_entity_id = c.legal_entity_id
               where w.rule = r.rule and w.shadow = r.shadow
                 and (s.system is null or s.known_through is null or s.known_through < w.needed_through)),
              '{}') as "waitsFor",
            (select case when ${wholeGroup} then f.message else 'it could not be judged' end
               from rule_failure f where f.rule = r.rule and f.shadow = r.shadow) as failure
       from foremost r order by r.rule`,
    [rule],
  );
}

/** Why the rules as they lie in their folder are not taken in, if they are not. */
export function rulesProblem(sql: Sql): Promise<{ message: string; since: string } | undefined> {
  return sql.row<{ message: string; since: string }>(
    'select p.message, p.since from rule_problem p order by p.since limit 1',
  );
}

/** What a rule in shadow finds. */
export interface ShadowFindingRow {
  id: string;
  rule: string;
  ruleVersion: number;
  subjectLabel: string;
  severity: string;
  effect: string;
  amount: string | null;
  currency: string | null;
  legalEntityId: number | null;
  sentence: string;
  openedAt: string;
}

/** What stands of rules in shadow. */
export const shadowFindings: ListDefinition = {
  from: 'shadow_finding f',
  where: 'f.closed_at is null',
  id: 'f.id',
  select: {
    id: 'f.id',
    rule: 'f.rule',
    ruleVersion: 'f.rule_version',
    subjectLabel: 'f.subject_label',
    severity: 'f.severity',
    effect: 'f.effect',
    amount: 'f.amount',
    currency: 'f.currency',
    legalEntityId: 'f.legal_entity_id',
    sentence: 'f.sentence',
    openedAt: 'f.opened_at',
  },
  filters: { rule: { sql: 'f.rule', type: 'text' } },
  orders: {
    RULE: { sql: 'f.rule', type: 'text' },
    AMOUNT: { sql: 'f.amount', type: 'numeric' },
  },
  defaultOrder: [
    { field: 'RULE', descending: false },
    { field: 'AMOUNT', descending: true },
  ],
};
