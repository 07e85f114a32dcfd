import { earliest, namedValues } from '../force/narrow.ts';
import { type Condition, type Literal, parseCondition } from '../force/soql.ts';
import type { PodItem } from './pod.ts';
import type { PodResource } from './pod-resources.ts';

/** What the pod answers to a query that it can't read. */
export class InvalidQuery extends Error {}

const instant = /^\d{4}-\d\d-\d\dT/;

function comparable(value: unknown): unknown {
  if (typeof value === 'string' && instant.test(value)) return new Date(value).getTime();
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function compares(value: unknown, operator: string, literal: Literal): boolean {
  const [a, b] = [comparable(value), comparable(literal.value)] as [never, never];
  if (operator === '=') return a === b;
  if (operator === '!=' || operator === '<>') return a !== b;
  if (a === null || a === undefined) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function holds(item: PodItem, condition: Condition): boolean {
  switch (condition.type) {
    case 'and':
      return holds(item, condition.left) && holds(item, condition.right);
    case 'or':
      return holds(item, condition.left) || holds(item, condition.right);
    case 'not':
      return !holds(item, condition.condition);
    case 'in':
      return condition.values.some((value) => compares(item[condition.field], '=', value)) !== condition.negated;
    default:
      return compares(item[condition.field], condition.operator, condition.value);
  }
}

function fieldsOf(condition: Condition): string[] {
  switch (condition.type) {
    case 'and':
    case 'or':
      return [...fieldsOf(condition.left), ...fieldsOf(condition.right)];
    case 'not':
      return fieldsOf(condition.condition);
    default:
      return [condition.field];
  }
}

/** What a row-match expression asks for. */
export interface RowMatch {
  matches: (item: PodItem) => boolean;
  /** The keys that it names, when it asks for single items. */
  keys: string[] | undefined;
  /** The instant (in milliseconds) before which nothing that it asks for has changed. */
  since: number;
}

/** Reads a row-match expression (REST framework version 2 and later). Throws InvalidQuery. */
export function rowMatch(resource: PodResource, q: string | undefined): RowMatch {
  if (q === undefined) return { matches: () => true, keys: undefined, since: Number.NEGATIVE_INFINITY };
  let condition: Condition;
  try {
    condition = parseCondition(q);
  } catch (error) {
    throw new InvalidQuery(`The q parameter is not valid: ${error instanceof Error ? error.message : error}`);
  }
  const stamps = resource.unstamped === true ? [] : ['LastUpdateDate'];
  const known = [resource.key, ...stamps, ...resource.attributes];
  const unknown = fieldsOf(condition).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new InvalidQuery(`The attribute ${unknown} in the q parameter is not valid.`);
  return {
    matches: (item) => holds(item, condition),
    keys: namedValues(condition, resource.key),
    since: earliest(condition, 'LastUpdateDate'),
  };
}

function rank(a: unknown, b: unknown): number {
  const [x, y] = [comparable(a), comparable(b)] as [never, never];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** A comparison from `LastUpdateDate:asc,EventId:asc`. */
export function orderOf(orderBy: string): (a: PodItem, b: PodItem) => number {
  const keys = orderBy.split(',').map((part) => part.split(':') as [string, string | undefined]);
  return (a, b) => {
    for (const [field, direction] of keys) {
      const order = rank(a[field], b[field]);
      if (order !== 0) return direction === 'desc' ? -order : order;
    }
    return 0;
  };
}
