import type { Operator } from './rule-file.ts';

/** What an operator says between a fact and what it is compared with. */
export const operatorWords: Record<Operator, string> = {
  equal: 'is',
  notEqual: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  greaterThan: 'is more than',
  greaterThanInclusive: 'is at least',
  lessThan: 'is less than',
  lessThanInclusive: 'is at most',
  before: 'is before',
  atOrBefore: 'is at or before',
  after: 'is after',
  atOrAfter: 'is at or after',
};
