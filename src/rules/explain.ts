import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { compare } from '../domain/decimal.ts';
import { timeOrder } from './exact-instant.ts';
import { factSourceOf, factsOf } from './fact-catalogue.ts';
import type { FactColumn } from './fact-source.ts';
import { type Facts, type FactValue, inWords, normalise } from './fact-values.ts';
import { negationNormalForm, type PositiveConditions } from './negation-normal-form.ts';
import { operatorWords } from './operator-words.ts';
import { type Comparison, isFactRef, type Operator, operators, type RuleFile } from './rule-file.ts';

/** What came of judging a rule by one subject's facts. */
export type Outcome = 'fires' | 'passes' | 'cannotEvaluate';

/** One comparison of a rule with the values that it was made on. `holds` is null where a value is not known. */
export interface ExplainedComparison {
  fact: string;
  about: string;
  value: string;
  comparison: string;
  expected: string;
  holds: boolean | null;
}

/** Why a rule fires, passes, or can't tell. */
export interface Explanation {
  outcome: Outcome;
  comparisons: ExplainedComparison[];
}

type Order = -1 | 0 | 1;

const byOrder: Partial<Record<Operator, [order: (a: string, b: string) => Order, holds: (order: Order) => boolean]>> = {
  greaterThan: [compare, (order) => order > 0],
  greaterThanInclusive: [compare, (order) => order >= 0],
  lessThan: [compare, (order) => order < 0],
  lessThanInclusive: [compare, (order) => order <= 0],
  before: [timeOrder, (order) => order < 0],
  atOrBefore: [timeOrder, (order) => order <= 0],
  after: [timeOrder, (order) => order > 0],
  atOrAfter: [timeOrder, (order) => order >= 0],
};

/** Compares two known values of one type, each in the one form that its type has. */
function compares(operator: Operator, a: FactValue, b: FactValue | readonly FactValue[]): boolean {
  switch (operator) {
    case 'equal':
      return a === b;
    case 'notEqual':
      return a !== b;
    case 'in':
      return (b as readonly FactValue[]).includes(a);
    case 'notIn':
      return !(b as readonly FactValue[]).includes(a);
    default: {
      const [order, holds] = byOrder[operator] ?? [];
      return order !== undefined && holds?.(order(String(a), String(b))) === true;
    }
  }
}

type Columns = Readonly<Record<string, FactColumn>>;

function leaves(of: PositiveConditions): Comparison[] {
  if ('all' in of) return of.all.flatMap(leaves);
  return 'any' in of ? of.any.flatMap(leaves) : [of];
}

/** The conditions with every literal in the form in which values of the fact's type are compared. */
function prepared(of: PositiveConditions, columns: Columns): unknown {
  if ('all' in of) return { all: of.all.map((each) => prepared(each, columns)) };
  if ('any' in of) return { any: of.any.map((each) => prepared(each, columns)) };
  const type = columns[of.fact]?.type ?? 'text';
  if (isFactRef(of.value)) return of;
  const value = Array.isArray(of.value) ? of.value.map((each) => normalise(each, type)) : normalise(of.value, type);
  return { ...of, value };
}

/** Runs the conditions on a fresh engine in which every comparison with an unknown value counts as `unknown`. */
async function hits(conditions: unknown, facts: Facts, unknown: boolean): Promise<boolean> {
  // A fresh engine for each run: runs that overlap on one lose rules.
  const engine = new Engine();
  for (const operator of operators) {
    engine.removeOperator(operator);
    engine.addOperator(operator, (a: FactValue, b: FactValue | readonly FactValue[]) =>
      a === null || b === null ? unknown : compares(operator, a, b),
    );
  }
  for (const [name, value] of Object.entries(facts)) engine.addFact(name, value);
  engine.addRule({ conditions: { all: [conditions] } as unknown as TopLevelCondition, event: { type: 'fires' } });
  const { events } = await engine.run();
  return events.length > 0;
}

function explained(each: Comparison, facts: Facts, columns: Columns, currency: string | null): ExplainedComparison {
  const column = columns[each.fact] as FactColumn;
  const value = facts[each.fact] ?? null;
  const literal = (of: unknown) => inWords(normalise(of, column.type), column, currency);
  const other = isFactRef(each.value)
    ? (facts[each.value.fact] ?? null)
    : Array.isArray(each.value)
      ? each.value.map((one) => normalise(one, column.type))
      : normalise(each.value, column.type);
  const expected = isFactRef(each.value)
    ? `${inWords(other as FactValue, columns[each.value.fact] as FactColumn, currency)} (${each.value.fact})`
    : Array.isArray(each.value)
      ? each.value.map(literal).join(', ')
      : literal(each.value);
  return {
    fact: each.fact,
    about: column.about,
    value: inWords(value, column, currency),
    comparison: operatorWords[each.operator],
    expected,
    holds: value === null || other === null ? null : compares(each.operator, value, other),
  };
}

/**
 * Judges one rule by one subject's facts with json-rules-engine and says why. Two runs tell the unknown apart: a rule
 * that fires even when everything unknown counts against it fires; one that does not fire even when everything unknown
 * counts for it passes; anything else can't be evaluated.
 */
export async function explain(rule: RuleFile, facts: Facts, currency: string | null): Promise<Explanation> {
  const source = factSourceOf(rule.entity);
  if (source === undefined) throw new Error(`rule ${rule.id} should have been refused`);
  const columns = factsOf(source);
  const positive = negationNormalForm(rule.conditions);
  const conditions = prepared(positive, columns);
  const certain = await hits(conditions, facts, false);
  const possible = certain || (await hits(conditions, facts, true));
  return {
    outcome: certain ? 'fires' : possible ? 'cannotEvaluate' : 'passes',
    comparisons: leaves(positive).map((each) => explained(each, facts, columns, currency)),
  };
}
