import type { Sql } from '../entities/sql.ts';
import { clearExceptions } from './clear-exceptions.ts';
import type { CompiledRule } from './compile.ts';
import { diffFindings, type StandingException, type WordedFinding } from './exception-diff.ts';
import { changeExceptions, openExceptions, type RecordContext } from './exception-writes.ts';
import { sentenceOf } from './fact-values.ts';
import { followChanges } from './follow-changes.ts';
import type { Judgement } from './judge.ts';
import { recordOutstanding } from './outstanding.ts';
import { recordShadow } from './shadow.ts';

/** The part of a judgement that its active rules, or those in shadow, have said. */
function saidBy(judgement: Judgement, wanted: boolean): Judgement {
  const fits = ({ rule }: { rule: CompiledRule }) => rule.shadow === wanted;
  return {
    ...judgement,
    rules: judgement.rules.filter(({ shadow }) => shadow === wanted),
    findings: judgement.findings.filter(fits),
    unknowns: judgement.unknowns.filter(fits),
    failures: judgement.failures.filter(fits),
  };
}

function worded({ source, findings }: Judgement): WordedFinding[] {
  return findings.map((finding) => {
    const { rule, facts, currency } = finding;
    return { ...finding, sentence: sentenceOf(rule.rule.sentence, source, facts, currency) };
  });
}

/** What stands on subjects, by their kind; nobody else changes it meanwhile. */
export async function standingExceptions(
  sql: Sql,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, StandingException[]>> {
  const rows = await sql.rows<StandingException & { kind: string } & Record<string, unknown>>(
    `select e.kind, e.id, e.rule, e.rule_version, e.subject_id, e.severity, e.amount, e.currency, e.sentence, e.contract_id,
            e.invoice_id, e.effect, e.status, e.version, e.legal_entity_id, e.correlation_id
       from exception e
      where e.closed_at is null and e.subject_id = any ($1::uuid[])
      order by e.id for update`,
    [subjectIds],
  );
  const byKind = new Map<string, StandingException[]>();
  for (const row of rows) {
    const known = byKind.get(row.kind);
    if (known === undefined) byKind.set(row.kind, [row]);
    else known.push(row);
  }
  return byKind;
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

/**
 * The instants of subjects that have passed without anybody having looked again: what opens now was expected by the event
 * before them, and is not the doing of whatever happened to touch the subject first.
 */
async function expectedBefore(sql: Sql, { source }: Judgement, opened: readonly WordedFinding[], now: string) {
  if (opened.length === 0) return new Map<string, { correlationId: string; causationId: string }>();
  const rows = await sql.rows<{ subject_id: string; correlation_id: string }>(
    `select distinct on (d.subject_id) d.subject_id, d.correlation_id from due d
      where d.kind = $1 and d.subject_id = any ($2::uuid[]) and d.at <= $3
      order by d.subject_id, d.at desc`,
    [source.kind, opened.map(({ subjectId }) => subjectId), now],
  );
  return new Map(rows.map((row) => [row.subject_id, { correlationId: row.correlation_id, causationId: 'time' }]));
}

/**
 * Makes what stood before agree with a judgement: exceptions opened, changed and cleared, what could not be evaluated, and
 * when to look again. Returns how many exceptions opened, changed or cleared.
 */
export async function recordJudgement(
  sql: Sql,
  judgement: Judgement,
  subjectIds: readonly string[],
  before: readonly StandingException[],
  context: RecordContext,
): Promise<number> {
  const active = saidBy(judgement, false);
  const diff = diffFindings(active, active.rules, worded(active), before);
  const expected = await expectedBefore(sql, judgement, diff.opened, context.now);
  await openExceptions(sql, diff.opened, { ...context, causeOf: (id) => expected.get(id) ?? context.causeOf(id) });
  const standingOnes = [...diff.changed.map((change) => change.standing), ...diff.cleared];
  const underWay = await correctionsUnderWay(sql, standingOnes);
  const byCorrection = { ...context, causeOf: (id: string) => underWay.get(id) ?? context.causeOf(id) };
  await changeExceptions(sql, diff.changed, byCorrection);
  await followChanges(sql, diff.changed, context.work, context.now);
  await clearExceptions(sql, diff.cleared, byCorrection);
  const shadow = saidBy(judgement, true);
  await recordShadow(sql, shadow, worded(shadow), subjectIds, context.now);
  recordOutstanding(sql, judgement, subjectIds, context);
  return diff.opened.length + diff.changed.length + diff.cleared.length;
}
