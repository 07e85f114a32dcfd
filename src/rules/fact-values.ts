import { readDecimal } from '../domain/decimal.ts';
import { moneyText } from '../domain/money.ts';
import { exactInstant } from './exact-instant.ts';
import { factColumn, factsOf } from './fact-catalogue.ts';
import type { FactColumn, FactSource, FactType } from './fact-source.ts';

/** A fact's value in one form per type: decimals and instants as comparable text. Null is unknown. */
export type FactValue = string | boolean | null;
/** The facts about one subject, by name. */
export type Facts = Readonly<Record<string, FactValue>>;

/** Brings a value into the form in which values of its type are compared. */
export function normalise(value: unknown, type: FactType): FactValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'decimal':
    case 'integer':
      return readDecimal(value) ?? null;
    case 'boolean':
      return value === true;
    case 'instant':
      return exactInstant(String(value)) ?? null;
    default:
      return String(value);
  }
}

/** The facts in a row of a source's query. */
export function factsIn(source: FactSource, row: Readonly<Record<string, unknown>>): Facts {
  const entries = Object.entries(factsOf(source)).map(([name, { type }]) => [
    name,
    normalise(row[factColumn(name)], type),
  ]);
  return Object.fromEntries(entries);
}

/** Facts by name as an example gives them, in the form in which they are compared. */
export function factsGiven(source: FactSource, given: Readonly<Record<string, unknown>>): Facts {
  const entries = Object.entries(factsOf(source)).map(([name, { type }]) => [name, normalise(given[name], type)]);
  return Object.fromEntries(entries);
}

const spaced = (text: string) => text.replace(/_/g, ' ');
const singular = (unit: string) => unit.replace(/ies$/, 'y').replace(/s$/, '');

function counted(number: string, unit: string | undefined): string {
  if (unit === undefined) return number;
  return `${number} ${number === '1' ? singular(unit) : unit}`;
}

const wordsFor: Record<FactType, (value: string, column: FactColumn, currency: string | null) => string> = {
  decimal: (value, { unit }, currency) =>
    unit === undefined && currency !== null ? moneyText({ amount: value, currency }) : counted(value, unit),
  integer: (value, { unit }) => counted(value, unit),
  instant: (value) => `${value.slice(0, 10)} ${value.slice(11, 16)} UTC`,
  date: spaced,
  text: spaced,
  boolean: spaced,
};

/** A value as a person reads it. Decimals without a unit of their own are amounts in the subject's currency. */
export function inWords(value: FactValue, column: FactColumn, currency: string | null): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return wordsFor[column.type](value, column, currency);
}

/** Fills the `{fact}` places of a rule's sentence. */
export function sentenceOf(template: string, source: FactSource, facts: Facts, currency: string | null): string {
  const columns = factsOf(source);
  return template.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const column = columns[name];
    return column === undefined ? name : inWords(facts[name] ?? null, column, currency);
  });
}
