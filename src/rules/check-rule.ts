import { factSourceOf, factsOf } from './fact-catalogue.ts';
import { literalFits } from './fact-literal.ts';
import type { FactColumn, FactType } from './fact-source.ts';
import { gateOf } from './gates.ts';
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

type Columns = Readonly<Record<string, FactColumn>>;

function checkFactRef(fact: string, { type }: FactColumn, other: string, facts: Columns): string[] {
  const column = facts[other];
  if (column === undefined) return [`no fact "${other}"`];
  return column.type === type ? [] : [`"${fact}" is a ${type} and "${other}" a ${column.type}`];
}

function checkLiterals({ fact, value }: Comparison, { type, oneOf }: FactColumn): string[] {
  const literals = Array.isArray(value) ? value : [value];
  const misfit = literals.find((literal) => !literalFits[type](literal));
  if (misfit !== undefined) return [`${JSON.stringify(misfit)} is not a ${type}, as "${fact}" is`];
  const unknown = literals.find((literal) => oneOf !== undefined && !oneOf.includes(String(literal)));
  return unknown === undefined ? [] : [`"${fact}" is never ${JSON.stringify(unknown)}: ${oneOf?.join(', ')}`];
}

function checkComparison(comparison: Comparison, facts: Columns): string[] {
  const { fact, operator, value } = comparison;
  const column = facts[fact];
  if (column === undefined) return [`no fact "${fact}"; there are ${Object.keys(facts).join(', ')}`];
  const fitting = operatorsOf[column.type];
  if (!fitting.includes(operator)) {
    return [`"${operator}" can't compare the ${column.type} "${fact}"; ${fitting.join(', ')} can`];
  }
  const isList = operator === 'in' || operator === 'notIn';
  if (isList !== Array.isArray(value)) return [`"${operator}" takes ${isList ? 'a list' : 'one value'}`];
  return isFactRef(value) ? checkFactRef(fact, column, value.fact, facts) : checkLiterals(comparison, column);
}

function checkConditions(place: string, of: Conditions, facts: Columns): string[] {
  return comparisonsOf(of)
    .flatMap((each) => checkComparison(each, facts))
    .map((problem) => `${place}: ${problem}`);
}

function checkSeverity({ severity }: RuleFile, facts: Columns): string[] {
  if (typeof severity === 'string') return [];
  return severity.flatMap(({ when }) => (when === undefined ? [] : checkConditions('severity', when, facts)));
}

function checkAmount({ amount, entity }: RuleFile, facts: Columns): string[] {
  return (amount === undefined ? [] : factsOfAmount(amount))
    .filter((fact) => facts[fact]?.type !== 'decimal')
    .map((fact) => `amount: "${fact}" is not a decimal fact of ${entity}`);
}

function checkSentence({ sentence }: RuleFile, facts: Columns): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)]
    .filter(([, fact]) => facts[fact as string] === undefined)
    .map(([, fact]) => `sentence: no fact "${fact}"`);
}

function checkExamples({ examples }: RuleFile, facts: Columns): string[] {
  const absent = (['fires', 'passes', 'cannotEvaluate'] as const)
    .filter((outcome) => !examples.some((example) => example.outcome === outcome))
    .map((outcome) => `examples: none whose outcome is ${outcome}`);
  const strange = examples.flatMap(({ title, given }) =>
    Object.entries(given).flatMap(([fact, value]) => {
      const type = facts[fact]?.type;
      if (type === undefined) return [`examples "${title}": no fact "${fact}"`];
      const fits = value === null || literalFits[type](value);
      return fits ? [] : [`examples "${title}": ${JSON.stringify(value)} is not a ${type}, as "${fact}" is`];
    }),
  );
  return [...absent, ...strange];
}

function checkGates({ entity, gates = [] }: RuleFile): string[] {
  return gates
    .filter((gate) => gateOf[gate].subjects[entity] === undefined)
    .map((gate) => `gates: ${gate} asks nothing about a ${entity}`);
}

/** What is wrong with a rule beyond its shape: facts that do not exist, operators that do not fit, examples missing. */
export function checkRule(rule: RuleFile): string[] {
  const source = factSourceOf(rule.entity);
  if (source === undefined) return [`entity: there are no facts about "${rule.entity}"`];
  const facts = factsOf(source);
  return [
    ...checkConditions('conditions', rule.conditions, facts),
    ...checkSeverity(rule, facts),
    ...checkAmount(rule, facts),
    ...checkSentence(rule, facts),
    ...checkExamples(rule, facts),
    ...checkGates(rule),
  ];
}
