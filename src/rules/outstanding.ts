import type { Sql } from '../entities/sql.ts';
import type { RecordContext } from './exception-writes.ts';
import type { Judgement, Unknown } from './judge.ts';
import { forSubjects } from './subjects.ts';

// One statement, because with small batches the trips are most of the work. An instant that was expected before keeps the
// event that it was first expected for: that others have touched the subject meanwhile does not make the flip theirs.
const replace = `
  with unknown as (
    select i.* from jsonb_to_recordset($3::jsonb) as i (rule text, kind text, subject_id uuid, missing text[],
      legal_entity_id int, correlation_id uuid)
  ), expected as (
    select i.* from jsonb_to_recordset($5::jsonb) as i (subject_id uuid, at timestamptz, correlation_id uuid)
  ), waited as (
    delete from cannot_evaluate_wait w
     where w.rule = any ($1) and ($2::uuid[] is null or w.subject_id = any ($2::uuid[]))
  ), evaluated as (
    delete from cannot_evaluate c
     where c.rule = any ($1) and ($2::uuid[] is null or c.subject_id = any ($2::uuid[]))
       and not exists (select from unknown i where i.rule = c.rule and i.subject_id = c.subject_id)
  ), past as (
    delete from due d
     where d.kind = $6 and ($2::uuid[] is null or d.subject_id = any ($2::uuid[]))
       and not exists (select from expected i where i.subject_id = d.subject_id and i.at = d.at)
  ), due_then as (
    insert into due (kind, subject_id, at, correlation_id)
    select $6, i.subject_id, i.at, i.correlation_id from expected i
    on conflict (kind, subject_id, at) do nothing
  ), mended as (
    delete from rule_failure f where f.rule = any ($7)
  )
  insert into cannot_evaluate as c (rule, kind, subject_id, missing, legal_entity_id, since, correlation_id)
  select i.rule, i.kind, i.subject_id, i.missing, i.legal_entity_id, $4, i.correlation_id from unknown i
  on conflict (rule, subject_id) do update set missing = excluded.missing, legal_entity_id = excluded.legal_entity_id`;

async function recordWaits(sql: Sql, unknowns: readonly Unknown[]): Promise<void> {
  const waits = unknowns.flatMap((each) =>
    each.waits.map(({ role, kind, through, ifAny }) => ({
      rule: each.rule.rule.id,
      subject_id: each.subjectId,
      legal_entity_id: each.legalEntityId,
      if_any: ifAny,
      role,
      stream_kind: kind,
      needed_through: through,
    })),
  );
  if (waits.length === 0) return;
  await sql.run(
    `insert into cannot_evaluate_wait as w (rule, subject_id, role, stream_kind, needed_through)
     select i.rule, i.subject_id, i.role, i.stream_kind, max(i.needed_through)
       from jsonb_to_recordset($1::jsonb) as i (rule text, subject_id uuid, legal_entity_id int, role text,
                                                stream_kind text, needed_through timestamptz, if_any boolean)
      where not i.if_any or exists (
        select from stream_coverage s
         where s.role = i.role and s.kind = i.stream_kind and s.legal_entity_id = i.legal_entity_id)
      group by i.rule, i.subject_id, i.role, i.stream_kind`,
    [JSON.stringify(waits)],
  );
}

/**
 * Writes down what a judgement leaves open instead of what was open before: what could not be evaluated and what that
 * waits for, when to look again, and which rules failed.
 */
export async function recordOutstanding(
  sql: Sql,
  { source, rules, unknowns, dues, failures }: Judgement,
  subjectIds: readonly string[] | null,
  { now, causeOf }: RecordContext,
): Promise<void> {
  const unknown = unknowns.map((each) => ({
    rule: each.rule.rule.id,
    kind: source.kind,
    subject_id: each.subjectId,
    missing: each.missing,
    legal_entity_id: each.legalEntityId,
    correlation_id: causeOf(each.subjectId).correlationId,
  }));
  const expected = dues.map(({ subjectId, at }) => ({
    subject_id: subjectId,
    at,
    correlation_id: causeOf(subjectId).correlationId,
  }));
  const names = rules.map(({ rule }) => rule.id);
  const failed = new Set(failures.map(({ rule }) => rule.rule.id));
  await sql.run(forSubjects(replace, subjectIds), [
    names,
    subjectIds,
    JSON.stringify(unknown),
    now,
    JSON.stringify(expected),
    source.kind,
    names.filter((name) => !failed.has(name)),
  ]);
  await recordWaits(sql, unknowns);
  for (const { rule, message } of failures) {
    await sql.run(
      `insert into rule_failure as f (rule, version, message, since) values ($1, $2, $3, $4)
       on conflict (rule) do update set version = excluded.version, message = excluded.message`,
      [rule.rule.id, rule.rule.version, message, now],
    );
  }
}
