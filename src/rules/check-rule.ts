import { readDecimal } from '../domain/decimal.ts';
import { factSourceOf, factsOf } from './fact-catalogue.ts';
import type { FactColumn, FactType } from './fact-source.ts';
import {
  type Comparison,
  type Conditions,
  comparisonsOf,
  factsOfAmount,
  isFactRef,
  type Operator,
  type RuleFile,
} from './rule-file.ts';

const ordering: readonly Operator[] = ['greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive'];
const timing: readonly Operator[] = ['before', 'atOrBefore', 'after', 'atOrAfter'];

/** The operators that make sense for each type: amounts are never compared as text, and time only with time. */
export const operatorsOf: Record<FactType, readonly Operator[]> = {
  text: ['equal', 'notEqual', 'in', 'notIn'],
  boolean: ['equal', 'notEqual'],
  decimal: ['equal', 'notEqual', ...ordering],
  integer: ['equal', 'notEqual', ...ordering],
  date: ['equal', 'notEqual', ...timing],
  instant: timing,
};

const literalFits: Record<FactType, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  decimal: (value) => readDecimal(value) !== undefined,
  integer: (value) => typeof value === 'number' && Number.isInteger(value),
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  instant: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

function checkComparison({ fact, operator, value }: Comparison, facts: Readonly<Record<string, FactColumn>>): string[] {
  const column = facts[fact];
  if (column === undefined) return [`no fact "${fact}"; there are ${Object.keys(facts).join(', ')}`];
  const { type } = column;
  if (!operatorsOf[type].includes(operator)) {
    return [`"${operator}" can't compare the ${type} "${fact}"; ${operatorsOf[type].join(', ')} can`];
  }
  if (isFactRef(value)) {
    const other = facts[value.fact];
    if (other === undefined) return [`no fact "${value.fact}"`];
    return other.type === type ? [] : [`"${fact}" is a ${type} and "${value.fact}" a ${other.type}`];
  }
  const isList = operator === 'in' || operator === 'notIn';
  if (isList !== Array.isArray(value)) return [`"${operator}" takes ${isList ? 'a list' : 'one value'}`];
  const literals = Array.isArray(value) ? value : [value];
  const misfit = literals.find((literal) => !literalFits[type](literal));
  if (misfit !== undefined) return [`${JSON.stringify(misfit)} is not a ${type}, as "${fact}" is`];
  const unknown = literals.find((literal) => column.oneOf !== undefined && !column.oneOf.includes(String(literal)));
  return unknown === undefined ? [] : [`"${fact}" is never ${JSON.stringify(unknown)}: ${column.oneOf?.join(', ')}`];
}

function checkConditions(of: Conditions, facts: Readonly<Record<string, FactColumn>>): string[] {
  return comparisonsOf(of).flatMap((each) => checkComparison(each, facts));
}

/** What is wrong with a rule beyond its shape: facts that do not exist, operators that do not fit, examples missing. */
export function checkRule(rule: RuleFile): string[] {
  const source = factSourceOf(rule.entity);
  if (source === undefined) return [`entity: there are no facts about "${rule.entity}"`];
  const facts = factsOf(source);
  const problems = checkConditions(rule.conditions, facts).map((problem) => `conditions: ${problem}`);
  for (const { when } of typeof rule.severity === 'string' ? [] : rule.severity) {
    if (when !== undefined) problems.push(...checkConditions(when, facts).map((problem) => `severity: ${problem}`));
  }
  for (const fact of factsOfAmount(rule.amount)) {
    if (facts[fact]?.type !== 'decimal') problems.push(`amount: "${fact}" is not a decimal fact of ${rule.entity}`);
  }
  for (const [, fact] of rule.sentence.matchAll(/\{(\w+)\}/g)) {
    if (facts[fact as string] === undefined) problems.push(`sentence: no fact "${fact}"`);
  }
  for (const outcome of ['fires', 'passes', 'cannotEvaluate'] as const) {
    if (!rule.examples.some((example) => example.outcome === outcome)) {
      problems.push(`examples: none whose outcome is ${outcome}`);
    }
  }
  for (const { title, given } of rule.examples) {
    const stranger = Object.keys(given).find((fact) => facts[fact] === undefined);
    if (stranger !== undefined) problems.push(`examples "${title}": no fact "${stranger}"`);
  }
  return problems;
}
