import { Decimal } from 'decimal.js';

// Money never passes through a float: 40 digits hold any sum of any currency without rounding.
const Exact = Decimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 40 });

/** An exact decimal as text without exponent or trailing zeros, e.g. `"-1250.5"`. */
export type DecimalText = string;

/** Reads a decimal from text or a number; undefined when it is not one. Exponents and trailing zeros are normalised. */
export function readDecimal(value: unknown): DecimalText | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (typeof value === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/.test(value.trim())) return undefined;
  const read = new Exact(typeof value === 'string' ? value.trim() : value);
  return read.isFinite() ? text(read) : undefined;
}

/**
 * An exact decimal as a number, for a body in which a product wants numbers; undefined where a number can't hold it to
 * the last digit. Nothing is ever computed with it.
 */
export function exactNumber(value: unknown): number | undefined {
  const decimal = readDecimal(value);
  const number = Number(decimal ?? Number.NaN);
  return decimal !== undefined && readDecimal(number) === decimal ? number : undefined;
}

function text(value: Decimal): DecimalText {
  return value.isZero() ? '0' : value.toFixed();
}

/** a + b */
export function add(a: DecimalText, b: DecimalText): DecimalText {
  return text(new Exact(a).plus(b));
}

/** a − b */
export function subtract(a: DecimalText, b: DecimalText): DecimalText {
  return text(new Exact(a).minus(b));
}

/** a × b */
export function multiply(a: DecimalText, b: DecimalText): DecimalText {
  return text(new Exact(a).times(b));
}

/** The sum of all; `"0"` of none. */
export function sum(values: Iterable<DecimalText>): DecimalText {
  let total = new Exact(0);
  for (const value of values) total = total.plus(value);
  return text(total);
}

/** −1, 0 or 1 as a is less than, equal to or greater than b. */
export function compare(a: DecimalText, b: DecimalText): -1 | 0 | 1 {
  return new Exact(a).comparedTo(b) as -1 | 0 | 1;
}

/** The amount without its sign. */
export function absolute(value: DecimalText): DecimalText {
  return text(new Exact(value).abs());
}

/** With exactly that many decimal places, for people: `fixed("1250.5", 2)` is `"1250.50"`. */
export function fixed(value: DecimalText, places: number): string {
  return new Exact(value).toFixed(places);
}
