import { readDecimal } from '../domain/decimal.ts';
import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { explain, type Outcome } from './explain.ts';
import { factColumn, factSourceOf, factsOf } from './fact-catalogue.ts';
import type { FactSource, FactType } from './fact-source.ts';
import { normalise } from './fact-values.ts';
import type { RuleFile } from './rule-file.ts';

type Example = RuleFile['examples'][number];

/** What one evaluator makes of an example. */
export interface Judged {
  outcome: Outcome;
  amount?: string | null;
  severity?: string;
}

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

const sqlTypes: Record<FactType, string> = {
  text: 'text',
  decimal: 'numeric',
  integer: 'int',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
};

function outcomeOf(value: boolean | null): Outcome {
  if (value === null) return 'cannotEvaluate';
  return value ? 'fires' : 'passes';
}

/** Judges given facts by the compiled SQL, over a row made of them. */
async function judgeGiven(
  sql: Sql,
  { predicate, amount, severity, rule }: CompiledRule,
  given: Example['given'],
): Promise<Judged> {
  const source = factSourceOf(rule.entity) as FactSource;
  const columns = Object.entries(factsOf(source)).map(([name, { type }]) => `${factColumn(name)} ${sqlTypes[type]}`);
  const row = Object.fromEntries(Object.entries(given).map(([name, value]) => [factColumn(name), value]));
  const result = await sql.row<{ outcome: boolean | null; amount: string | null; severity: string }>(
    `select ${predicate} as outcome, ${amount} as amount, ${severity} as severity
       from jsonb_to_record($1::jsonb) as f (${columns.join(', ')})`,
    [JSON.stringify(row)],
  );
  return { ...result, outcome: outcomeOf(result?.outcome ?? null) };
}

async function explainGiven({ rule }: CompiledRule, given: Example['given']): Promise<Outcome> {
  const source = factSourceOf(rule.entity) as FactSource;
  const facts = Object.fromEntries(
    Object.entries(factsOf(source)).map(([name, { type }]) => [name, normalise(given[name], type)]),
  );
  return (await explain(rule, facts, null)).outcome;
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
  const tried: TriedExample[] = [];
  for (const example of compiled.rule.examples) {
    const explained = await explainGiven(compiled, example.given);
    const judged = sql === undefined ? undefined : await judgeGiven(sql, compiled, example.given);
    tried.push({
      title: example.title,
      expected: example.outcome,
      explained,
      compiled: judged?.outcome,
      problems: problemsOf(example, explained, judged),
    });
  }
  return tried;
}
