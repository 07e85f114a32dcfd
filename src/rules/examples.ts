import { readDecimal } from '../domain/decimal.ts';
import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { explain, type Outcome } from './explain.ts';
import { factSourceOf } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { factsGiven } from './fact-values.ts';
import { type Judged, judgeGiven } from './judge-given.ts';
import type { RuleFile } from './rule-file.ts';

type Example = RuleFile['examples'][number];

/** An example of a rule with what each evaluator made of it. */
export interface TriedExample {
  title: string;
  expected: Outcome;
  /** By json-rules-engine, which explains. */
  explained: Outcome;
  /** By the compiled SQL, which judges; undefined without a database. */
  compiled: Outcome | undefined;
  /** What is not as the example says; empty when it holds. */
  problems: string[];
}

function problemsOf(example: Example, explained: Outcome, judged: Judged | undefined): string[] {
  const { outcome, amount, severity } = example;
  const problems: string[] = [];
  if (explained !== outcome) problems.push(`json-rules-engine: ${explained}`);
  if (judged === undefined) return problems;
  if (judged.outcome !== outcome) problems.push(`SQL: ${judged.outcome}`);
  if (amount !== undefined && readDecimal(judged.amount) !== readDecimal(amount)) {
    problems.push(`SQL: amount ${judged.amount}, not ${amount}`);
  }
  if (severity !== undefined && judged.severity !== severity) {
    problems.push(`SQL: severity ${judged.severity}, not ${severity}`);
  }
  return problems;
}

/** Tries every example of a rule: by json-rules-engine, and where there is a database by the compiled SQL too. */
export async function tryExamples(compiled: CompiledRule, sql: Sql | undefined): Promise<TriedExample[]> {
  const { rule } = compiled;
  const source = factSourceOf(rule.entity) as FactSource;
  const given = rule.examples.map((example) => example.given);
  const judged = sql === undefined ? [] : await judgeGiven(sql, source, [compiled], given);
  const tried: TriedExample[] = [];
  for (const [place, example] of rule.examples.entries()) {
    const { outcome } = await explain(rule, factsGiven(source, example.given), null);
    const bySql = judged[place]?.[0];
    tried.push({
      title: example.title,
      expected: example.outcome,
      explained: outcome,
      compiled: bySql?.outcome,
      problems: problemsOf(example, outcome, bySql),
    });
  }
  return tried;
}
