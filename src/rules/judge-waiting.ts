import type { DataSource } from 'typeorm';
import type { KindName } from '../domain/kinds.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { appendDigest } from './baseline-digest.ts';
import { factSources } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { type FactPolicy, judge } from './judge.ts';
import { recordJudgement } from './record-judgement.ts';
import type { RuleSet } from './rule-set.ts';

/** What judging rests on. */
export interface JudgeContext {
  rules: () => RuleSet;
  policy: FactPolicy;
  /** Rules see time in steps of so many seconds. */
  asOfStepSeconds: number;
  /** Told of a rule whose statement failed: somebody must act. */
  onFailure: (rule: string, message: string) => void;
}

// One judge per cell at a time, so that two can't both open or clear the same exception.
const judgeLock = 75;
const batchSize = 2000;

interface Mark {
  id: string;
  kind: KindName;
  golden_id: string;
  correlation_id: string;
  causation_id: string | null;
}

interface Cause {
  correlationId: string;
  causationId: string | null;
}

async function takeLock(sql: Sql): Promise<boolean> {
  const lock = await sql.row<{ got: boolean }>('select pg_try_advisory_xact_lock($1, 0) as got', [judgeLock]);
  return lock?.got === true;
}

/** The start of the current step of the database's clock: what the rules are told the time is. */
export async function currentAsOf(sql: Sql, stepSeconds: number): Promise<string> {
  const row = await sql.row<{ as_of: string }>(
    'select to_timestamp(floor(extract(epoch from clock_timestamp()) / $1) * $1) as as_of',
    [stepSeconds],
  );
  return row?.as_of as string;
}

/** The subjects of a source that marks of one kind reach, of whichever of them. */
async function touched(sql: Sql, touch: string, marks: readonly Mark[]): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(touch, [[...new Set(marks.map((mark) => mark.golden_id))]]);
  return rows.map(({ id }) => id);
}

function byCorrelation(marks: readonly Mark[]): Mark[][] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) groups.set(mark.correlation_id, [...(groups.get(mark.correlation_id) ?? []), mark]);
  return [...groups.values()];
}

const causeOf = ({ correlation_id, causation_id }: Mark): Cause => ({
  correlationId: correlation_id,
  causationId: causation_id,
});

/**
 * The subjects that marks of one kind reach, each with its cause. Whom they reach by way of others belongs to the event of
 * the mark that does, so that is asked event by event.
 */
async function reachedBy(sql: Sql, touch: string, marks: readonly Mark[]): Promise<Map<string, Cause>> {
  const own = new Map(marks.map((mark) => [mark.golden_id, mark]));
  const ids = await touched(sql, touch, marks);
  const causes = new Map<string, Cause>();
  const others = new Set(ids.filter((id) => !own.has(id)));
  const events = others.size === 0 ? [] : byCorrelation(marks);
  for (const event of events) {
    const reaches = events.length === 1 ? ids : await touched(sql, touch, event);
    for (const id of reaches.filter((each) => others.has(each))) causes.set(id, causeOf(event.at(-1) as Mark));
  }
  for (const id of ids) {
    const mark = own.get(id);
    if (mark !== undefined) causes.set(id, causeOf(mark));
  }
  return causes;
}

/** The subjects of a source that the marks reach, each with the cause of the mark that reached it. */
async function reached(sql: Sql, source: FactSource, marks: readonly Mark[]): Promise<Map<string, Cause>> {
  const subjects = new Map<string, Cause>();
  for (const [kind, touch] of Object.entries(source.touches)) {
    const of = marks.filter((mark) => mark.kind === kind);
    if (of.length === 0) continue;
    for (const [id, cause] of await reachedBy(sql, touch, of)) subjects.set(id, cause);
  }
  return subjects;
}

async function judgeMarks(sql: Sql, marks: readonly Mark[], context: JudgeContext): Promise<void> {
  const asOf = await currentAsOf(sql, context.asOfStepSeconds);
  const { rules } = context.rules();
  for (const source of factSources) {
    const about = rules.filter(({ rule }) => rule.entity === source.kind);
    if (about.length === 0) continue;
    const subjects = await reached(sql, source, marks);
    if (subjects.size === 0) continue;
    const ids = [...subjects.keys()];
    const judgement = await judge(sql, source, about, ids, asOf, context.policy);
    for (const { rule, message } of judgement.failures) context.onFailure(rule.rule.id, message);
    const record = { now: asOf, cause: 'change', causeOf: (id: string) => subjects.get(id) as Cause } as const;
    await recordJudgement(sql, judgement, ids, record);
  }
}

async function judgeBatch(sql: Sql, context: JudgeContext): Promise<number> {
  const marks = await sql.rows<Mark>(
    `select d.id::text, d.kind, d.golden_id, d.correlation_id, d.causation_id from dirty d order by d.id limit $1`,
    [batchSize],
  );
  if (marks.length === 0) return 0;
  await judgeMarks(sql, marks, context);
  await sql.run('delete from dirty d where d.id = any ($1::bigint[])', [marks.map((mark) => mark.id)]);
  return marks.length;
}

/** Judges everything that changed since the last time. Returns the number of marks worked off. */
export function judgeWaiting(database: DataSource, context: JudgeContext): Promise<number> {
  return transaction(database, async (sql) => ((await takeLock(sql)) ? judgeBatch(sql, context) : 0));
}

interface SweepRequest {
  id: string;
  cause: 'change' | 'baseline' | 'time';
  correlation_id: string;
}

async function tally(
  sql: Sql,
  source: FactSource,
  judgement: Awaited<ReturnType<typeof judge>>,
  asOf: string,
): Promise<void> {
  const count = await sql.row<{ judged: number }>(
    `select count(*)::int as judged from ${source.kind} s where not s.deleted`,
  );
  const judged = count?.judged ?? 0;
  for (const compiled of judgement.rules) {
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
async function sweepBook(sql: Sql, request: SweepRequest, context: JudgeContext): Promise<number> {
  const asOf = await currentAsOf(sql, context.asOfStepSeconds);
  const { rules } = context.rules();
  const cause = { correlationId: request.correlation_id, causationId: `sweep:${request.id}` };
  let moved = 0;
  for (const source of factSources) {
    const about = rules.filter(({ rule }) => rule.entity === source.kind);
    if (about.length === 0) continue;
    const judgement = await judge(sql, source, about, null, asOf, context.policy);
    for (const { rule, message } of judgement.failures) context.onFailure(rule.rule.id, message);
    const record = { now: asOf, cause: request.cause, causeOf: () => cause };
    const outcome = await recordJudgement(sql, judgement, null, record);
    moved += outcome.opened + outcome.changed + outcome.cleared;
    await tally(sql, source, judgement, asOf);
  }
  if (request.cause === 'baseline') await appendDigest(sql, request.correlation_id, asOf);
  return moved;
}

/** Carries out the oldest request for a sweep. Returns 1 when there was one. */
export function sweepRequested(database: DataSource, context: JudgeContext): Promise<number> {
  return transaction(database, async (sql) => {
    if (!(await takeLock(sql))) return 0;
    const request = await sql.row<SweepRequest>(
      'select r.id::text, r.cause, r.correlation_id from sweep_request r order by r.id limit 1',
    );
    if (request === undefined) return 0;
    // What changed before is told as a change, not as a part of what the sweep finds.
    while ((await judgeBatch(sql, context)) > 0);
    await sweepBook(sql, request, context);
    await sql.run('delete from sweep_request r where r.id = $1', [request.id]);
    return 1;
  });
}
