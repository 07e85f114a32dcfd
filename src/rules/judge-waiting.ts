import type { DataSource } from 'typeorm';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import type { RecordContext } from './exception-writes.ts';
import { factSources } from './fact-catalogue.ts';
import { type Asked, asOfStep, type JudgeContext, judgeLock, judgeSubjects } from './judge-subjects.ts';
import { type Cause, type Mark, subjectsReached } from './reached.ts';

/** So many marks are worked off at a time. */
export const judgeBatchSize = 2000;

async function judgeMarks(sql: Sql, marks: readonly Mark[], asOf: string, context: JudgeContext): Promise<void> {
  const { rules } = await context.rules(sql);
  const reached = await subjectsReached(sql, marks);
  const asked = factSources.flatMap((source): Asked[] => {
    const about = rules.filter(({ rule }) => rule.entity === source.kind);
    const causes = reached(source);
    if (causes.size === 0 || about.length === 0) return [];
    const causeOf = (id: string) => causes.get(id) as Cause;
    const record: RecordContext = { now: asOf, cause: 'change', causeOf, work: context.work };
    return [{ source, rules: about, subjectIds: [...causes.keys()], record }];
  });
  await judgeSubjects(sql, asked, asOf, context);
}

// Up to so many marks, one plan for any ids is as good as one for these, and planning is most of the work.
const fewMarks = 200;

/** Takes the oldest marks off, in the transaction that judges what they reach. Returns how many. */
export async function judgeBatch(sql: Sql, asOf: string, context: JudgeContext): Promise<number> {
  const marks = await sql.rows<Mark & { id: string }>(
    `with taken as (
       delete from dirty d where d.id in (select o.id from dirty o order by o.id limit $1)
       returning d.id, d.kind, d.golden_id, d.correlation_id, d.causation_id
     )
     select t.id::text, t.kind, t.golden_id, t.correlation_id, t.causation_id from taken t order by t.id`,
    [judgeBatchSize],
  );
  if (marks.length === 0) return 0;
  const plans = marks.length <= fewMarks ? 'force_generic_plan' : 'auto';
  sql.send(`set local plan_cache_mode = '${plans}'`, []);
  await judgeMarks(sql, marks, asOf, context);
  return marks.length;
}

/** Judges everything that changed since the last time. Returns the number of marks worked off. */
export async function judgeWaiting(database: DataSource, context: JudgeContext): Promise<number> {
  const judged = await transactionUnder(database, judgeLock, (sql, now) =>
    judgeBatch(sql, asOfStep(now, context.asOfStepSeconds), context),
  );
  return judged ?? 0;
}
