import { factColumn, factSourceOf, factsOf } from './fact-catalogue.ts';
import type { FactType } from './fact-source.ts';
import { normalise } from './fact-values.ts';
import { type Amount, type Comparison, type Conditions, comparisonsOf, isFactRef, type RuleFile } from './rule-file.ts';

/** A rule as SQL over the columns of its fact query, which is called `f`. */
export interface CompiledRule {
  rule: RuleFile;
  /** Judged for its author alone: what it finds stands apart, and nobody acts on it. */
  shadow: boolean;
  /** true: fires · false: passes · null: can't be evaluated. */
  predicate: string;
  /** The same with every comparison of time taken as true: whether time alone can make it fire. */
  eventually: string;
  /** The next instant at which time alone could change the outcome or the severity; undefined if it never can. */
  due: string | undefined;
  amount: string;
  severity: string;
}

const signs: Record<Comparison['operator'], string> = {
  equal: '=',
  notEqual: '<>',
  in: 'in',
  notIn: 'not in',
  greaterThan: '>',
  greaterThanInclusive: '>=',
  lessThan: '<',
  lessThanInclusive: '<=',
  before: '<',
  atOrBefore: '<=',
  after: '>',
  atOrAfter: '>=',
};

const casts: Record<FactType, string> = {
  text: '',
  decimal: '::numeric',
  integer: '',
  boolean: '',
  date: '::date',
  instant: '::timestamptz',
};

/** A text as an SQL literal. */
function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

/** A literal in the form in which json-rules-engine compares it too. */
function literal(value: unknown, type: FactType): string {
  const text = String(normalise(value, type));
  return type === 'boolean' || type === 'integer' ? text : `${quoted(text)}${casts[type]}`;
}

const column = (fact: string) => `f.${factColumn(fact)}`;

function comparisonSql({ fact, operator, value }: Comparison, typeOf: (fact: string) => FactType): string {
  const left = column(fact);
  if (isFactRef(value)) return `(${left} ${signs[operator]} ${column(value.fact)})`;
  if (Array.isArray(value)) {
    return `(${left} ${signs[operator]} (${value.map((each) => literal(each, typeOf(fact))).join(', ')}))`;
  }
  return `(${left} ${signs[operator]} ${literal(value, typeOf(fact))})`;
}

/** Whether a comparison's outcome changes as time passes. */
function isTiming({ value }: Comparison): boolean {
  return isFactRef(value) && value.fact === 'asOf';
}

function conditionsSql(of: Conditions, leaf: (each: Comparison) => string): string {
  if ('all' in of) return `(${of.all.map((each) => conditionsSql(each, leaf)).join(' and ')})`;
  if ('any' in of) return `(${of.any.map((each) => conditionsSql(each, leaf)).join(' or ')})`;
  if ('not' in of) return `(not ${conditionsSql(of.not, leaf)})`;
  return leaf(of);
}

function amountSql(of: Amount): string {
  if ('fact' in of) return column(of.fact);
  if ('absolute' in of) return `abs(${amountSql(of.absolute)})`;
  if ('subtract' in of) return `(${of.subtract.map(amountSql).join(' - ')})`;
  if ('add' in of) return `(${of.add.map(amountSql).join(' + ')})`;
  return `greatest(${of.most.map(amountSql).join(', ')})`;
}

function severitySql({ severity }: RuleFile, leaf: (each: Comparison) => string): string {
  if (typeof severity === 'string') return quoted(severity);
  const cases = severity.flatMap(({ is, when }) =>
    when === undefined ? [] : [`when ${conditionsSql(when, leaf)} then ${quoted(is)}`],
  );
  const otherwise = quoted(severity.at(-1)?.is ?? 'medium');
  return cases.length === 0 ? otherwise : `case ${cases.join(' ')} else ${otherwise} end`;
}

/** Compiles a checked rule. The SQL is total: no division, no cast of a column, nothing that could fail on a row. */
export function compileRule(rule: RuleFile, shadow = false): CompiledRule {
  const source = factSourceOf(rule.entity);
  if (source === undefined) throw new Error(`rule ${rule.id} should have been refused`);
  const facts = factsOf(source);
  const typeOf = (fact: string): FactType => facts[fact]?.type ?? 'text';
  const leaf = (each: Comparison) => comparisonSql(each, typeOf);
  const whens = typeof rule.severity === 'string' ? [] : rule.severity.flatMap(({ when }) => when ?? []);
  const timed = [rule.conditions, ...whens].flatMap(comparisonsOf).filter(isTiming);
  const instants = [...new Set(timed.map(({ fact }) => column(fact)))];
  const upcoming = instants.map((each) => `case when ${each} > f.as_of then ${each} end`);
  return {
    rule,
    shadow,
    predicate: conditionsSql(rule.conditions, leaf),
    eventually: conditionsSql(rule.conditions, (each) => (isTiming(each) ? 'true' : leaf(each))),
    due: upcoming.length === 0 ? undefined : `least(${upcoming.join(', ')})`,
    amount: rule.amount === undefined ? 'null::numeric' : amountSql(rule.amount),
    severity: severitySql(rule, leaf),
  };
}
