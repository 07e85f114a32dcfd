import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { readDecimal } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';

function decimalOf(value: unknown): string {
  const decimal = readDecimal(value);
  if (decimal === undefined) throw new HubError('BAD_USER_INPUT', `not a decimal: ${String(value).slice(0, 40)}`);
  return decimal;
}

/** An exact decimal. It travels as a string, because a JSON number would lose digits. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal as a string, e.g. "1250.5". Never a float.',
  serialize: decimalOf,
  parseValue: decimalOf,
  parseLiteral: (node: ValueNode) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return decimalOf(node.value);
    throw new HubError('BAD_USER_INPUT', 'a decimal is a string or a number');
  },
});
