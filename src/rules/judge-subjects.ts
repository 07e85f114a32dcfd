import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import type { RecordContext } from './exception-writes.ts';
import type { FactPolicy } from './fact-query.ts';
import type { FactSource } from './fact-source.ts';
import { type Judgement, judge } from './judge.ts';
import { type Recorded, recordJudgement } from './record-judgement.ts';
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

/** What came of judging subjects, and what recording it has done. */
export interface Judged extends Recorded {
  judgement: Judgement;
}

/** Judges subjects of one kind by rules about it, and makes what stands agree. */
export async function judgeSubjects(
  sql: Sql,
  source: FactSource,
  subjectIds: readonly string[],
  record: RecordContext,
  about: readonly CompiledRule[],
  context: JudgeContext,
): Promise<Judged> {
  const judgement = await judge(sql, source, about, subjectIds, record.now, context.policy);
  for (const { rule, message } of judgement.failures) context.onFailure(rule.rule.id, message);
  return { judgement, ...(await recordJudgement(sql, judgement, subjectIds, record)) };
}
