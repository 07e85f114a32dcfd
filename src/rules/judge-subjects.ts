import type { Sql } from '../entities/sql.ts';
import type { RecordContext } from './exception-writes.ts';
import type { FactPolicy } from './fact-query.ts';
import { type Judgement, judgeAll, type Question } from './judge.ts';
import { recordJudgement, standingExceptions } from './record-judgement.ts';
import type { RuleBook } from './rule-book.ts';
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

/** One judge per cell at a time, so that two can't both open or clear the same exception. */
export const judgeLock = 75;

/** The start of the step in which an instant lies: what the rules are told the time is. */
export function asOfStep(now: string, stepSeconds: number): string {
  const step = stepSeconds * 1000;
  return new Date(Math.floor(Date.parse(now) / step) * step).toISOString();
}

/** A question about some subjects, and what brought it up. */
export interface Asked extends Question {
  subjectIds: readonly string[];
  record: RecordContext;
}

/** Makes what stands on subjects agree with judgements. Returns how many exceptions opened, changed or cleared. */
export async function recordJudgements(
  sql: Sql,
  asked: readonly Asked[],
  judgements: readonly Judgement[],
  context: JudgeContext,
): Promise<number> {
  const standing = await standingExceptions(sql, [...new Set(asked.flatMap(({ subjectIds }) => subjectIds))]);
  let moved = 0;
  for (const [place, { source, subjectIds, record }] of asked.entries()) {
    const judgement = judgements[place] as Judgement;
    for (const { rule, message } of judgement.failures) context.onFailure(rule.rule.id, message);
    moved += await recordJudgement(sql, judgement, subjectIds, standing.get(source.kind) ?? [], record);
  }
  return moved;
}

/** Judges subjects and makes what stands agree. */
export async function judgeSubjects(
  sql: Sql,
  asked: readonly Asked[],
  asOf: string,
  context: JudgeContext,
): Promise<void> {
  await recordJudgements(sql, asked, await judgeAll(sql, asked, asOf, context.policy), context);
}
