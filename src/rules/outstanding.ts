import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import type { RecordContext } from './exception-writes.ts';
import type { Judgement, Unknown } from './judge.ts';
import type { BrokenVersion } from './rule-book.ts';

// One statement, because with small batches the trips are most of the work. An instant that was expected before keeps the
// event that it was first expected for: that others have touched the subject meanwhile does not make the flip theirs.
const replace = `
  with unknown as (
    select i.* from jsonb_to_recordset($3::jsonb) as i (rule text, kind text, subject_id uuid, missing text[],
      legal_entity_id int, shadow boolean, correlation_id uuid)
  ), expected as (
    select i.* from jsonb_to_recordset($5::jsonb) as i (subject_id uuid, at timestamptz, correlation_id uuid)
  ), waited as (
    delete from cannot_evaluate_wait w
     where w.rule = any ($1) and w.subject_id = any ($2::uuid[])
       and w.rule = any (case when w.shadow then $9::text[] else $8::text[] end)
  ), evaluated as (
    delete from cannot_evaluate c
     where c.rule = any ($1) and c.subject_id = any ($2::uuid[])
       and c.rule = any (case when c.shadow then $9::text[] else $8::text[] end)
       and not exists (
         select from unknown i where i.rule = c.rule and i.subject_id = c.subject_id and i.shadow = c.shadow)
  ), past as (
    delete from due d
     where d.kind = $6 and d.subject_id = any ($2::uuid[])
       and not exists (select from expected i where i.subject_id = d.subject_id and i.at = d.at)
  ), due_then as (
    insert into due (kind, subject_id, at, correlation_id)
    select $6, i.subject_id, i.at, i.correlation_id from expected i
    on conflict (kind, subject_id, at) do nothing
  ), mended as (
    delete from rule_failure f using jsonb_to_recordset($7::jsonb) as i (rule text, shadow boolean)
     where f.rule = i.rule and f.shadow = i.shadow
  )
  insert into cannot_evaluate as c (rule, kind, subject_id, missing, legal_entity_id, shadow, since, correlation_id)
  select i.rule, i.kind, i.subject_id, i.missing, i.legal_entity_id, i.shadow, $4, i.correlation_id from unknown i
  on conflict (rule, subject_id, shadow) do update set missing = excluded.missing, legal_entity_id = excluded.legal_entity_id`;

function recordWaits(sql: Sql, unknowns: readonly Unknown[]): void {
  const waits = unknowns.flatMap((each) =>
    each.waits.map(({ role, kind, through, ifAny }) => ({
      rule: each.rule.rule.id,
      subject_id: each.subjectId,
      legal_entity_id: each.legalEntityId,
      shadow: each.rule.shadow,
      if_any: ifAny,
      role,
      stream_kind: kind,
      needed_through: through,
    })),
  );
  if (waits.length === 0) return;
  sql.send(
    `insert into cannot_evaluate_wait as w (rule, subject_id, shadow, role, stream_kind, needed_through)
     select i.rule, i.subject_id, i.shadow, i.role, i.stream_kind, max(i.needed_through)
       from jsonb_to_recordset($1::jsonb) as i (rule text, subject_id uuid, legal_entity_id int, shadow boolean,
                                                role text, stream_kind text, needed_through timestamptz, if_any boolean)
      where not i.if_any or exists (
        select from stream_coverage s
         where s.role = i.role and s.kind = i.stream_kind and s.legal_entity_id = i.legal_entity_id)
      group by i.rule, i.subject_id, i.shadow, i.role, i.stream_kind`,
    [JSON.stringify(waits)],
  );
}

/** Writes down that a rule could not be judged at all. */
export function recordFailure(sql: Sql, broken: BrokenVersion, now: string): void {
  sql.send(
    `insert into rule_failure as f (rule, version, shadow, message, since) values ($1, $2, $3, $4, $5)
     on conflict (rule, shadow) do update set version = excluded.version, message = excluded.message`,
    [broken.rule, broken.version, broken.shadow, broken.message, now],
  );
}

/**
 * Writes down what a judgement leaves open instead of what was open before: what could not be evaluated and what that
 * waits for, when to look again, and which rules failed.
 */
export function recordOutstanding(
  sql: Sql,
  { source, rules, unknowns, dues, failures }: Judgement,
  subjectIds: readonly string[],
  { now, causeOf }: RecordContext,
): void {
  const unknown = unknowns.map((each) => ({
    rule: each.rule.rule.id,
    kind: source.kind,
    subject_id: each.subjectId,
    missing: each.missing,
    legal_entity_id: each.legalEntityId,
    shadow: each.rule.shadow,
    correlation_id: causeOf(each.subjectId).correlationId,
  }));
  const expected = dues.map(({ subjectId, at }) => ({
    subject_id: subjectId,
    at,
    correlation_id: causeOf(subjectId).correlationId,
  }));
  const names = (of: readonly CompiledRule[]) => of.map(({ rule }) => rule.id);
  const failed = new Set(failures.map(({ rule }) => rule));
  const mended = rules.filter((each) => !failed.has(each)).map(({ rule, shadow }) => ({ rule: rule.id, shadow }));
  sql.send(replace, [
    names(rules),
    subjectIds,
    JSON.stringify(unknown),
    now,
    JSON.stringify(expected),
    source.kind,
    JSON.stringify(mended),
    names(rules.filter(({ shadow }) => !shadow)),
    names(rules.filter(({ shadow }) => shadow)),
  ]);
  recordWaits(sql, unknowns);
  for (const { rule, message } of failures) {
    const { id, version } = rule.rule;
    recordFailure(sql, { rule: id, version, shadow: rule.shadow, message }, now);
  }
}
