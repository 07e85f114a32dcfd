import type { Comparison, Conditions, Operator } from './rule-file.ts';

const opposite: Record<Operator, Operator> = {
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
  greaterThan: 'lessThanInclusive',
  lessThanInclusive: 'greaterThan',
  lessThan: 'greaterThanInclusive',
  greaterThanInclusive: 'lessThan',
  before: 'atOrAfter',
  atOrAfter: 'before',
  after: 'atOrBefore',
  atOrBefore: 'after',
};

/** Conditions without `not`. */
export type PositiveConditions = Comparison | { all: PositiveConditions[] } | { any: PositiveConditions[] };

/**
 * Pushes every `not` down to the comparisons, where the opposite operator takes its place. Then an outcome can only grow
 * when an unknown comparison turns from false to true, which is what telling the unknown apart rests on.
 */
export function negationNormalForm(of: Conditions, negated = false): PositiveConditions {
  if ('not' in of) return negationNormalForm(of.not, !negated);
  if ('all' in of || 'any' in of) {
    const isAll = 'all' in of;
    const parts = (isAll ? of.all : of.any).map((each) => negationNormalForm(each, negated));
    return isAll !== negated ? { all: parts } : { any: parts };
  }
  return negated ? { ...of, operator: opposite[of.operator] } : of;
}
