import type { DataSource } from 'typeorm';
import { readOnly, type Sql, transactionUnder } from '../entities/sql.ts';
import { ahead } from './ahead.ts';
import { appendDigest } from './baseline-digest.ts';
import type { CompiledRule } from './compile.ts';
import type { RecordContext } from './exception-writes.ts';
import { factSources } from './fact-catalogue.ts';
import { type FactSource, subjectIdsSql } from './fact-source.ts';
import { keepGroups } from './immaterial-groups.ts';
import { type Judgement, judge } from './judge.ts';
import { asOfStep, type JudgeContext, judgeLock, recordJudgements } from './judge-subjects.ts';
import { judgeBatch } from './judge-waiting.ts';
import { settleLives } from './settle-lives.ts';

interface SweepRequest {
  id: string;
  cause: 'change' | 'baseline' | 'time';
  correlation_id: string;
}

// So that what a sweep holds in memory does not grow with the book.
const subjectsAtOnce = 20_000;
// So many pages are judged side by side, each on a connection of its own: a connection keeps one processor busy.
const pagesAtOnce = 4;

/** Pages of the ids that a query selects, in their order. */
export async function* pagesOf(sql: Sql, query: string, pageSize: number): AsyncGenerator<string[]> {
  let last: string | null = null;
  for (;;) {
    const rows: { id: string }[] = await sql.rows<{ id: string }>(
      `select s.id from (${query}) s where $1::uuid is null or s.id > $1::uuid order by s.id limit $2`,
      [last, pageSize],
    );
    if (rows.length > 0) yield rows.map(({ id }) => id);
    if (rows.length < pageSize) return;
    last = rows.at(-1)?.id ?? null;
  }
}

/** The query for the ids of what is no subject any more while something stands from when it was one. */
function leftOverSql(source: FactSource): string {
  const kind = `'${source.kind}'`;
  return `
    select x.subject_id as id from (
      select e.subject_id from exception e where e.closed_at is null and e.kind = ${kind}
      union select s.subject_id from shadow_finding s where s.closed_at is null and s.kind = ${kind}
      union select c.subject_id from cannot_evaluate c where c.kind = ${kind}
      union select d.subject_id from due d where d.kind = ${kind}
    ) x where not exists (select from (${subjectIdsSql(source)}) i where i.id = x.subject_id)`;
}

interface Count {
  fired: number;
  unknown: number;
}

type Counts = Map<CompiledRule, Count>;

/** What a sweep carries from page to page. */
interface Sweep {
  record: RecordContext;
  context: JudgeContext;
  pageSize: number;
  /** The kinds that there are rules about, and what the rules have come to so far. */
  counts: ReadonlyMap<FactSource, Counts>;
}

/** Subjects of one kind that are judged together. */
interface Page {
  source: FactSource;
  subjectIds: string[];
}

async function tally(sql: Sql, source: FactSource, counts: Counts, asOf: string) {
  const count = await sql.row<{ judged: number }>(`select count(*)::int as judged from (${subjectIdsSql(source)}) s`);
  const judged = count?.judged ?? 0;
  for (const [{ rule, shadow }, { fired, unknown }] of counts) {
    if (shadow) continue;
    await sql.run(
      `insert into rule_tally as t (rule, version, judged, fired, passed, unknown, as_of)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (rule) do update set version = excluded.version, judged = excluded.judged, fired = excluded.fired,
         passed = excluded.passed, unknown = excluded.unknown, as_of = excluded.as_of`,
      [rule.id, rule.version, judged, fired, judged - fired - unknown, unknown, asOf],
    );
  }
}

/** A judgement without the rules that have failed on an earlier page: later ones were under way then. */
function withoutFailed(judgement: Judgement, counts: Counts): Judgement {
  const counted = ({ rule }: { rule: CompiledRule }) => counts.has(rule);
  return {
    ...judgement,
    rules: judgement.rules.filter((rule) => counts.has(rule)),
    findings: judgement.findings.filter(counted),
    unknowns: judgement.unknowns.filter(counted),
    failures: judgement.failures.filter(counted),
  };
}

/** Adds up what a page has brought. A rule that failed on it is left out from there on, and keeps its last tally. */
function count(counts: Counts, { findings, unknowns, failures }: Judgement): void {
  for (const { rule } of failures) counts.delete(rule);
  for (const { rule } of findings) (counts.get(rule) as Count).fired += 1;
  for (const { rule } of unknowns) (counts.get(rule) as Count).unknown += 1;
}

async function* pagesOfBook(sql: Sql, { counts, pageSize }: Sweep): AsyncGenerator<Page> {
  for (const source of counts.keys()) {
    for (const query of [subjectIdsSql(source), leftOverSql(source)]) {
      for await (const subjectIds of pagesOf(sql, query, pageSize)) yield { source, subjectIds };
    }
  }
}

/** Judges all subjects of all kinds: pages side by side, what comes of them written one after the other. */
async function sweepPages(database: DataSource, sql: Sql, sweep: Sweep): Promise<number> {
  const { record, context, counts } = sweep;
  const judged = ahead(pagesOfBook(sql, sweep), pagesAtOnce, ({ source, subjectIds }) => {
    const rules = [...(counts.get(source) as Counts).keys()];
    return readOnly(database, (reader) => judge(reader, source, rules, subjectIds, record.now, context.policy));
  });
  let moved = 0;
  for await (const [{ source, subjectIds }, whole] of judged) {
    const about = counts.get(source) as Counts;
    const judgement = withoutFailed(whole, about);
    const asked = { source, rules: judgement.rules, subjectIds, record };
    moved += await recordJudgements(sql, [asked], [judgement], context);
    count(about, judgement);
  }
  for (const [source, of] of counts) await tally(sql, source, of, record.now);
  return moved;
}

/** Judges the whole book, by the same code as a single change. Returns how many exceptions opened, changed or cleared. */
async function sweepBook(
  database: DataSource,
  sql: Sql,
  request: SweepRequest,
  asOf: string,
  context: JudgeContext,
  pageSize: number,
): Promise<number> {
  const cause = { correlationId: request.correlation_id, causationId: `sweep:${request.id}` };
  const record = { now: asOf, cause: request.cause, causeOf: () => cause, work: context.work };
  const set = await context.rules(sql);
  for (const { rule, message } of set.broken) context.onFailure(rule, message);
  const settled = await settleLives(sql, set, record);
  const about = (source: FactSource) => set.rules.filter(({ rule }) => rule.entity === source.kind);
  const counts = new Map(
    factSources
      .filter((source) => about(source).length > 0)
      .map((source) => [source, new Map(about(source).map((rule) => [rule, { fired: 0, unknown: 0 }]))]),
  );
  const moved = await sweepPages(database, sql, { record, context, pageSize, counts });
  if (request.cause === 'baseline') {
    // A first load's groups are told of to nobody either.
    await keepGroups(sql, context.work);
    await appendDigest(sql, request.correlation_id, asOf);
  }
  return settled + moved;
}

/** Carries out the oldest request for a sweep, so many subjects at a time. Returns 1 when there was one. */
export async function sweepRequested(
  database: DataSource,
  context: JudgeContext,
  pageSize = subjectsAtOnce,
): Promise<number> {
  const swept = await transactionUnder(database, judgeLock, async (sql, now) => {
    const asOf = asOfStep(now, context.asOfStepSeconds);
    const request = await sql.row<SweepRequest>(
      'select r.id::text, r.cause, r.correlation_id from sweep_request r order by r.id limit 1',
    );
    if (request === undefined) return 0;
    // What changed before is told as a change, not as a part of what the sweep finds.
    while ((await judgeBatch(sql, asOf, context)) > 0);
    sql.send(`set local plan_cache_mode = 'auto'`, []);
    await sweepBook(database, sql, request, asOf, context, pageSize);
    await sql.run('delete from sweep_request r where r.id = $1', [request.id]);
    return 1;
  });
  return swept ?? 0;
}
