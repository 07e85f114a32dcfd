import type { DataSource } from 'typeorm';
import { type DecimalText, readDecimal, sum } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';
import { lookBack, withConnection } from '../entities/sql.ts';
import { compileRule } from './compile.ts';
import { factSourceOf } from './fact-catalogue.ts';
import type { FactPolicy } from './fact-query.ts';
import type { FactSource } from './fact-source.ts';
import { type Judgement, judge } from './judge.ts';
import type { RuleFile } from './rule-file.ts';

/** What a rule would have found at one instant. */
export interface BacktestPoint {
  /** The instant (ISO 8601): the end of a month, or now. */
  asOf: string;
  month: string;
  /** Whether anything was known then; if not, the numbers say nothing and are null. */
  known: boolean;
  fires: number | null;
  /** Of those, the subjects on which it did not fire the month before; null where that is not known. */
  fresh: number | null;
  cannotEvaluate: number | null;
  /** By currency, which are never added. */
  atStake: { currency: string; amount: DecimalText }[];
  /** Findings whose amount is not known. */
  withoutAmount: number;
}

/** What a rule would have found over time, and what of that others find too. */
export interface Backtest {
  rule: string;
  version: number;
  entity: string;
  /** Since when all is known that the first load has brought; null while it goes on. */
  historyBegins: string | null;
  points: BacktestPoint[];
  /** On how many different subjects it would have fired. */
  distinctSubjects: number;
  /** The subjects of the last point, and how many of them have an open exception of another rule. */
  overlap: { subjects: number; ofThem: number };
}

/** Where a backtest looks: the database, the cell, and what the firm has decided. */
export interface Past {
  database: DataSource;
  cell: string;
  policy: FactPolicy;
}

/** Judges by one rule what was known at an instant, as of then. Throws RULE_INVALID when it can't be judged. */
export async function judgeAsOf({ database, cell, policy }: Past, rule: RuleFile, asOf: string): Promise<Judgement> {
  const source = factSourceOf(rule.entity) as FactSource;
  const judgement = await lookBack(database, { cell, asOf }, (sql) =>
    judge(sql, source, [compileRule(rule)], null, asOf, policy),
  );
  const [failure] = judgement.failures;
  if (failure !== undefined) throw new HubError('RULE_INVALID', `${rule.id} as of ${asOf}: ${failure.message}`);
  return judgement;
}

/** The hub's own work can't be judged as of the past. Throws RULE_INVALID where a rule is about that. */
function demandHistory({ id, entity }: RuleFile): void {
  if (factSourceOf(entity)?.own === undefined) return;
  throw new HubError(
    'RULE_INVALID',
    `${id}: no history is kept of a ${entity}, so that there is nothing to look back on`,
  );
}

/** The ends of the latest whole months (UTC), the oldest first, and now. */
export function monthEnds(now: Date, months: number): { asOf: string; month: string }[] {
  const start = (back: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString();
  const ends = Array.from({ length: months }, (_each, place) => {
    const back = months - place - 1;
    return { asOf: start(back), month: start(back + 1).slice(0, 7) };
  });
  return [...ends, { asOf: now.toISOString(), month: now.toISOString().slice(0, 7) }];
}

/** Before its first load is complete, the hub knows a part of the firm, and a rule would find what is only missing. */
async function historyBegins(database: DataSource, kind: string): Promise<string | null> {
  const row = await withConnection(database, (sql) =>
    sql.row<{ begins: string | null }>(
      `select greatest(j.fired_at, (select min(h.known_from) from ${kind}_history h)) as begins
         from job_fire j where j.job = 'baseline'`,
    ),
  );
  return row?.begins ?? null;
}

function stakes({ findings }: Judgement): Pick<BacktestPoint, 'atStake' | 'withoutAmount'> {
  const byCurrency = new Map<string, DecimalText[]>();
  let withoutAmount = 0;
  for (const { currency, amount } of findings) {
    const exact = readDecimal(amount);
    if (currency === null || exact === undefined) withoutAmount += 1;
    else byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), exact]);
  }
  const currencies = [...byCurrency].sort(([one], [other]) => (one < other ? -1 : 1));
  return { atStake: currencies.map(([currency, amounts]) => ({ currency, amount: sum(amounts) })), withoutAmount };
}

const nothingKnown = {
  known: false,
  fires: null,
  fresh: null,
  cannotEvaluate: null,
  atStake: [],
  withoutAmount: 0,
} as const;

function newSince(before: ReadonlySet<string>, subjects: ReadonlySet<string>): number {
  return [...subjects].filter((each) => !before.has(each)).length;
}

async function withOthers(database: DataSource, { id, entity }: RuleFile, subjects: readonly string[]) {
  const row = await withConnection(database, (sql) =>
    sql.row<{ count: number }>(
      `select count(distinct e.subject_id)::int as count from exception e
        where e.closed_at is null and e.kind = $1 and e.rule <> $2 and e.subject_id = any ($3::uuid[])`,
      [entity, id, subjects],
    ),
  );
  return { subjects: subjects.length, ofThem: row?.count ?? 0 };
}

/**
 * Judges by a rule at the end of each of so many months, and now, on what was known then. Nothing is written. Throws
 * RULE_INVALID when the rule can't be judged.
 */
export async function backtest(
  past: Past,
  rule: RuleFile,
  { now, months, onPoint }: { now: Date; months: number; onPoint: (done: number, of: number) => void },
): Promise<Backtest> {
  demandHistory(rule);
  const begins = await historyBegins(past.database, rule.entity);
  const ends = monthEnds(now, months);
  const all = new Set<string>();
  const points: BacktestPoint[] = [];
  let before: ReadonlySet<string> | undefined;
  for (const [place, end] of ends.entries()) {
    onPoint(place, ends.length);
    if (begins === null || end.asOf < begins) {
      points.push({ ...end, ...nothingKnown, atStake: [] });
      continue;
    }
    const judgement = await judgeAsOf(past, rule, end.asOf);
    const subjects = new Set(judgement.findings.map(({ subjectId }) => subjectId));
    points.push({
      ...end,
      known: true,
      fires: subjects.size,
      fresh: before === undefined ? null : newSince(before, subjects),
      cannotEvaluate: judgement.unknowns.length,
      ...stakes(judgement),
    });
    for (const subject of subjects) all.add(subject);
    before = subjects;
  }
  onPoint(ends.length, ends.length);
  return {
    rule: rule.id,
    version: rule.version,
    entity: rule.entity,
    historyBegins: begins,
    points,
    distinctSubjects: all.size,
    overlap: await withOthers(past.database, rule, [...(before ?? [])]),
  };
}
