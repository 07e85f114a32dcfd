import type { Sql } from '../entities/sql.ts';
import { diffExceptions, type StandingException, type WordedFinding } from './exception-diff.ts';
import { changeExceptions, clearExceptions, openExceptions, type RecordContext } from './exception-writes.ts';
import { sentenceOf } from './fact-values.ts';
import type { Finding, Judgement, Unknown } from './judge.ts';

function worded(judgement: Judgement, finding: Finding): WordedFinding {
  const { rule } = finding.rule;
  return { ...finding, sentence: sentenceOf(rule.sentence, judgement.source, finding.facts, finding.currency) };
}

async function standingExceptions(
  sql: Sql,
  judgement: Judgement,
  subjectIds: readonly string[] | null,
): Promise<StandingException[]> {
  return sql.rows(
    `select e.id, e.rule, e.rule_version, e.subject_id, e.severity, e.amount, e.sentence, e.invoice_id, e.effect,
            e.status, e.version, e.legal_entity_id, e.correlation_id
       from exception e
      where e.closed_at is null and e.kind = $1 and ($2::uuid[] is null or e.subject_id = any ($2::uuid[]))
      order by e.id for update`,
    [judgement.source.kind, subjectIds],
  );
}

/** Remembers what could not be judged and what each judgement waits for; forgets what can be judged by now. */
async function recordUnknowns(
  sql: Sql,
  { source, rules, unknowns }: Judgement,
  subjectIds: readonly string[] | null,
  context: RecordContext,
): Promise<void> {
  const names = rules.map(({ rule }) => rule.id);
  const scope = [names, subjectIds];
  await sql.run(
    'delete from cannot_evaluate_wait w where w.rule = any ($1) and ($2::uuid[] is null or w.subject_id = any ($2::uuid[]))',
    scope,
  );
  const rows = unknowns.map((each: Unknown) => ({
    rule: each.rule.rule.id,
    kind: source.kind,
    subject_id: each.subjectId,
    missing: each.missing,
    legal_entity_id: each.legalEntityId,
    correlation_id: context.causeOf(each.subjectId).correlationId,
  }));
  await sql.run(
    `with input as (
       select i.* from jsonb_to_recordset($3::jsonb) as i (rule text, kind text, subject_id uuid, missing text[],
         legal_entity_id int, correlation_id uuid)
     ), gone as (
       delete from cannot_evaluate c
        where c.rule = any ($1) and ($2::uuid[] is null or c.subject_id = any ($2::uuid[]))
          and not exists (select from input i where i.rule = c.rule and i.subject_id = c.subject_id)
     )
     insert into cannot_evaluate as c (rule, kind, subject_id, missing, legal_entity_id, since, correlation_id)
     select i.rule, i.kind, i.subject_id, i.missing, i.legal_entity_id, $4, i.correlation_id from input i
     on conflict (rule, subject_id) do update set missing = excluded.missing, legal_entity_id = excluded.legal_entity_id`,
    [...scope, JSON.stringify(rows), context.now],
  );
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

async function recordDues(
  sql: Sql,
  { source, dues }: Judgement,
  subjectIds: readonly string[] | null,
  context: RecordContext,
): Promise<void> {
  const rows = dues.map(({ subjectId, at }) => ({
    subject_id: subjectId,
    at,
    correlation_id: context.causeOf(subjectId).correlationId,
  }));
  // An instant that was expected before keeps the event that it was first expected for: that others have touched the
  // subject meanwhile does not make the flip theirs.
  await sql.run(
    `with input as (
       select i.* from jsonb_to_recordset($3::jsonb) as i (subject_id uuid, at timestamptz, correlation_id uuid)
     ), gone as (
       delete from due d
        where d.kind = $1 and ($2::uuid[] is null or d.subject_id = any ($2::uuid[]))
          and not exists (select from input i where i.subject_id = d.subject_id and i.at = d.at)
     )
     insert into due (kind, subject_id, at, correlation_id)
     select $1, i.subject_id, i.at, i.correlation_id from input i
     on conflict (kind, subject_id, at) do nothing`,
    [source.kind, subjectIds, JSON.stringify(rows)],
  );
}

/**
 * The corrections that are just taking effect on what exceptions stand on: what changes and clears meanwhile is their
 * doing, whichever poll happened to see it first.
 */
async function correctionsUnderWay(sql: Sql, standing: readonly StandingException[]) {
  if (standing.length === 0) return new Map<string, { correlationId: string; causationId: string }>();
  const rows = await sql.rows<{ subject_id: string; correlation_id: string; correction_id: string }>(
    `select distinct on (e.subject_id) e.subject_id, k.correlation_id, k.id as correction_id
       from exception e
       join correction k on k.contract_id = e.contract_id
      where e.id = any ($1::uuid[])
        and (k.state in ('approved', 'delivering')
             or (k.state = 'confirmed' and k.changed_at > clock_timestamp() - interval '1 minute'))
      order by e.subject_id, k.created_at desc`,
    [standing.map((each) => each.id)],
  );
  return new Map(
    rows.map((row) => [
      row.subject_id,
      { correlationId: row.correlation_id, causationId: `correction:${row.correction_id}` },
    ]),
  );
}

async function recordFailures(sql: Sql, { rules, failures }: Judgement, now: string): Promise<void> {
  const failed = new Map(failures.map(({ rule, message }) => [rule.rule.id, message]));
  for (const { rule } of rules) {
    const message = failed.get(rule.id);
    if (message === undefined) await sql.run('delete from rule_failure f where f.rule = $1', [rule.id]);
    else {
      await sql.run(
        `insert into rule_failure as f (rule, version, message, since) values ($1, $2, $3, $4)
         on conflict (rule) do update set version = excluded.version, message = excluded.message`,
        [rule.id, rule.version, message, now],
      );
    }
  }
}

/**
 * Makes what stands agree with a judgement: exceptions opened, changed and cleared, what could not be evaluated, and
 * when to look again. Returns the numbers of exceptions opened, changed and cleared.
 */
export async function recordJudgement(
  sql: Sql,
  judgement: Judgement,
  subjectIds: readonly string[] | null,
  context: RecordContext,
): Promise<{ opened: number; changed: number; cleared: number }> {
  const standing = await standingExceptions(sql, judgement, subjectIds);
  const findings = judgement.findings.map((finding) => worded(judgement, finding));
  const diff = diffExceptions(judgement, judgement.rules, findings, standing);
  await openExceptions(sql, diff.opened, context);
  const standingOnes = [...diff.changed.map((change) => change.standing), ...diff.cleared];
  const underWay = await correctionsUnderWay(sql, standingOnes);
  const byCorrection = { ...context, causeOf: (id: string) => underWay.get(id) ?? context.causeOf(id) };
  await changeExceptions(sql, diff.changed, byCorrection);
  await clearExceptions(sql, diff.cleared, byCorrection);
  await recordUnknowns(sql, judgement, subjectIds, context);
  await recordDues(sql, judgement, subjectIds, context);
  await recordFailures(sql, judgement, context.now);
  return { opened: diff.opened.length, changed: diff.changed.length, cleared: diff.cleared.length };
}
