import type { DataSource } from 'typeorm';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import { appendDigest } from './baseline-digest.ts';
import type { RecordContext } from './exception-writes.ts';
import { factSources } from './fact-catalogue.ts';
import type { FactPolicy } from './fact-query.ts';
import { type FactSource, subjectIdsSql } from './fact-source.ts';
import { type Judgement, judge } from './judge.ts';
import { type Cause, type Mark, subjectsReached } from './reached.ts';
import { recordJudgement } from './record-judgement.ts';
import type { RuleBook, RuleSet } from './rule-book.ts';
import { settleLives } from './settle-lives.ts';
import type { WorkPolicy } from './work-policy.ts';

/** What judging rests on. */
export interface JudgeContext {
  rules: RuleBook;
  policy: FactPolicy;
  work: WorkPolicy;
  /** Rules see time in steps of so many seconds. */
  asOfStepSeconds: number;
  /** Told of a rule whose statement failed: somebody must act. */
  onFailure: (rule: string, message: string) => void;
}

// One judge per cell at a time, so that two can't both open or clear the same exception.
const judgeLock = 75;

/** So many marks are worked off at a time. */
export const judgeBatchSize = 2000;

/** The start of the step in which an instant lies: what the rules are told the time is. */
export function asOfStep(now: string, stepSeconds: number): string {
  const step = stepSeconds * 1000;
  return new Date(Math.floor(Date.parse(now) / step) * step).toISOString();
}

/** Judges subjects of one kind, or all of them (null), and makes what stands agree; undefined where no rule is about them. */
async function judgeSubjects(
  sql: Sql,
  source: FactSource,
  subjectIds: readonly string[] | null,
  record: RecordContext,
  { rules }: RuleSet,
  context: JudgeContext,
) {
  const about = rules.filter(({ rule }) => rule.entity === source.kind);
  if (about.length === 0) return undefined;
  const judgement = await judge(sql, source, about, subjectIds, record.now, context.policy);
  for (const { rule, message } of judgement.failures) context.onFailure(rule.rule.id, message);
  const outcome = await recordJudgement(sql, judgement, subjectIds, record);
  return { judgement, moved: outcome.opened + outcome.changed + outcome.cleared };
}

async function judgeMarks(sql: Sql, marks: readonly Mark[], asOf: string, context: JudgeContext): Promise<void> {
  const set = await context.rules(sql);
  const reached = await subjectsReached(sql, marks);
  for (const source of factSources) {
    const causes = reached(source);
    if (causes.size === 0) continue;
    const causeOf = (id: string) => causes.get(id) as Cause;
    const record: RecordContext = { now: asOf, cause: 'change', causeOf, work: context.work };
    await judgeSubjects(sql, source, [...causes.keys()], record, set, context);
  }
}

/** Takes the oldest marks off, in the transaction that judges what they reach. */
async function judgeBatch(sql: Sql, asOf: string, context: JudgeContext): Promise<number> {
  const marks = await sql.rows<Mark & { id: string }>(
    `with taken as (
       delete from dirty d where d.id in (select o.id from dirty o order by o.id limit $1)
       returning d.id, d.kind, d.golden_id, d.correlation_id, d.causation_id
     )
     select t.id::text, t.kind, t.golden_id, t.correlation_id, t.causation_id from taken t order by t.id`,
    [judgeBatchSize],
  );
  if (marks.length > 0) await judgeMarks(sql, marks, asOf, context);
  return marks.length;
}

/** Judges everything that changed since the last time. Returns the number of marks worked off. */
export async function judgeWaiting(database: DataSource, context: JudgeContext): Promise<number> {
  const judged = await transactionUnder(database, judgeLock, (sql, now) =>
    judgeBatch(sql, asOfStep(now, context.asOfStepSeconds), context),
  );
  return judged ?? 0;
}

interface SweepRequest {
  id: string;
  cause: 'change' | 'baseline' | 'time';
  correlation_id: string;
}

async function tally(sql: Sql, source: FactSource, judgement: Judgement, asOf: string): Promise<void> {
  const count = await sql.row<{ judged: number }>(`select count(*)::int as judged from (${subjectIdsSql(source)}) s`);
  const judged = count?.judged ?? 0;
  for (const compiled of judgement.rules.filter(({ shadow }) => !shadow)) {
    const fired = judgement.findings.filter((finding) => finding.rule === compiled).length;
    const unknown = judgement.unknowns.filter((each) => each.rule === compiled).length;
    await sql.run(
      `insert into rule_tally as t (rule, version, judged, fired, passed, unknown, as_of)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (rule) do update set version = excluded.version, judged = excluded.judged, fired = excluded.fired,
         passed = excluded.passed, unknown = excluded.unknown, as_of = excluded.as_of`,
      [compiled.rule.id, compiled.rule.version, judged, fired, judged - fired - unknown, unknown, asOf],
    );
  }
}

/** Judges the whole book, by the same code as a single change. Returns how many exceptions opened, changed or cleared. */
async function sweepBook(sql: Sql, request: SweepRequest, asOf: string, context: JudgeContext): Promise<number> {
  const cause = { correlationId: request.correlation_id, causationId: `sweep:${request.id}` };
  const record = { now: asOf, cause: request.cause, causeOf: () => cause, work: context.work };
  const set = await context.rules(sql);
  for (const { rule, message } of set.broken) context.onFailure(rule, message);
  let moved = await settleLives(sql, set, record);
  for (const source of factSources) {
    const judged = await judgeSubjects(sql, source, null, record, set, context);
    if (judged === undefined) continue;
    moved += judged.moved;
    await tally(sql, source, judged.judgement, asOf);
  }
  if (request.cause === 'baseline') await appendDigest(sql, request.correlation_id, asOf);
  return moved;
}

/** Carries out the oldest request for a sweep. Returns 1 when there was one. */
export async function sweepRequested(database: DataSource, context: JudgeContext): Promise<number> {
  const swept = await transactionUnder(database, judgeLock, async (sql, now) => {
    const asOf = asOfStep(now, context.asOfStepSeconds);
    const request = await sql.row<SweepRequest>(
      'select r.id::text, r.cause, r.correlation_id from sweep_request r order by r.id limit 1',
    );
    if (request === undefined) return 0;
    // What changed before is told as a change, not as a part of what the sweep finds.
    while ((await judgeBatch(sql, asOf, context)) > 0);
    await sweepBook(sql, request, asOf, context);
    await sql.run('delete from sweep_request r where r.id = $1', [request.id]);
    return 1;
  });
  return swept ?? 0;
}
