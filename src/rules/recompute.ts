import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { factSources } from './fact-catalogue.ts';
import type { FactPolicy } from './fact-query.ts';
import { type FactSource, subjectIdsSql } from './fact-source.ts';
import { type Judgement, judge } from './judge.ts';
import { asOfStep } from './judge-subjects.ts';
import type { RuleBook } from './rule-book.ts';
import { pagesOf } from './sweep.ts';

/** What judging anew rests on. */
export interface Recomputing {
  rules: RuleBook;
  policy: FactPolicy;
  /** Rules see time in steps of so many seconds. */
  asOfStepSeconds: number;
}

const pageSize = 20_000;

/** How much has changed until now, by others' doing or by time alone, that nobody has judged yet. */
export async function waitingForJudge(sql: Sql, now: string): Promise<number> {
  const row = await sql.row<{ waiting: number }>(
    `select ((select count(*) from dirty d) + (select count(*) from sweep_request r)
             + (select count(*) from due d where d.at <= $1))::int as waiting`,
    [now],
  );
  return row?.waiting ?? 0;
}

interface Place {
  rule: string;
  subject_id: string;
}

const placeOf = ({ rule, subject_id }: Place) => `${rule} ${subject_id}`;

/** What stands open of rules, and what they could not be evaluated on when they were last judged. */
async function standing(sql: Sql, rules: readonly CompiledRule[]) {
  const ids = rules.map(({ rule }) => rule.id);
  const open = await sql.rows<Place & Record<string, unknown>>(
    'select e.rule, e.subject_id from exception e where e.closed_at is null and e.rule = any ($1)',
    [ids],
  );
  const unknown = await sql.rows<Place & Record<string, unknown>>(
    'select c.rule, c.subject_id from cannot_evaluate c where not c.shadow and c.rule = any ($1)',
    [ids],
  );
  return { open: open.map(placeOf), unknown: unknown.map(placeOf) };
}

/** What a judgement adds: what fires, and what nothing is said of. */
function collect({ findings, unknowns, failures }: Judgement, fires: Set<string>, silent: Set<string>): void {
  for (const { rule, subjectId } of findings) fires.add(placeOf({ rule: rule.rule.id, subject_id: subjectId }));
  for (const { rule, subjectId } of unknowns) silent.add(placeOf({ rule: rule.rule.id, subject_id: subjectId }));
  for (const { rule } of failures) silent.add(rule.rule.id);
}

async function recomputeAbout(
  sql: Sql,
  source: FactSource,
  rules: readonly CompiledRule[],
  asOf: string,
  policy: FactPolicy,
): Promise<string[]> {
  const fires = new Set<string>();
  const silent = new Set<string>();
  for await (const ids of pagesOf(sql, subjectIdsSql(source), pageSize)) {
    collect(await judge(sql, source, rules, ids, asOf, policy), fires, silent);
  }
  const { open, unknown } = await standing(sql, rules);
  // What can't be evaluated, then or now, stays as it was; a rule that fails says nothing.
  for (const place of unknown) silent.add(place);
  const said = (place: string) => !silent.has(place) && !silent.has(place.split(' ')[0] as string);
  const stands = new Set(open);
  return [
    ...open.filter((place) => !fires.has(place) && said(place)).map((place) => `${place} stands and does not fire`),
    ...[...fires].filter((place) => !stands.has(place) && said(place)).map((place) => `${place} fires and is not open`),
  ];
}

/**
 * Judges every subject by every active rule anew and writes nothing. Returns where what is open is something else, as
 * sentences. Wants one snapshot (a repeatable read), and nothing waiting in it.
 */
export async function recomputeOpen(
  sql: Sql,
  { rules, policy, asOfStepSeconds }: Recomputing,
  now: string,
): Promise<string[]> {
  const asOf = asOfStep(now, asOfStepSeconds);
  const set = await rules(sql);
  const wrong: string[] = [];
  for (const source of factSources) {
    const about = set.rules.filter(({ rule, shadow }) => rule.entity === source.kind && !shadow);
    if (about.length > 0) wrong.push(...(await recomputeAbout(sql, source, about, asOf, policy)));
  }
  return wrong;
}
