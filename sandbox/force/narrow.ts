import type { Condition } from './soql.ts';

/** The values that a condition allows a field to have, when it allows only some: `Id IN (…)`, or a chain of ORs. */
export function namedValues(condition: Condition | undefined, field: string): string[] | undefined {
  switch (condition?.type) {
    case 'in':
      return condition.field === field && !condition.negated
        ? condition.values.map(({ value }) => String(value))
        : undefined;
    case 'compare':
      return condition.field === field && condition.operator === '=' ? [String(condition.value.value)] : undefined;
    case 'and':
      return namedValues(condition.left, field) ?? namedValues(condition.right, field);
    case 'or': {
      const left = namedValues(condition.left, field);
      const right = left && namedValues(condition.right, field);
      return left && right && [...new Set([...left, ...right])];
    }
    default:
      return undefined;
  }
}

/** The earliest instant (in milliseconds) that a condition allows a field to have; −∞ where it sets no bound. */
export function earliest(condition: Condition | undefined, field: string): number {
  switch (condition?.type) {
    case 'compare': {
      const bounds = condition.field === field && ['=', '>', '>='].includes(condition.operator);
      return bounds ? new Date(String(condition.value.value)).getTime() : Number.NEGATIVE_INFINITY;
    }
    case 'and':
      return Math.max(earliest(condition.left, field), earliest(condition.right, field));
    case 'or':
      return Math.min(earliest(condition.left, field), earliest(condition.right, field));
    default:
      return Number.NEGATIVE_INFINITY;
  }
}
