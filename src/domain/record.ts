import { z } from 'zod';
import { readDecimal } from './decimal.ts';
import type { AttributeType, Kind } from './kind.ts';
import { isKind, type KindName, kindOf } from './kinds.ts';

/**
 * How a record points at another: by that record's own key (in the same system unless another is named), or by its
 * natural key, e.g. a contract number.
 */
const ref = z.union([
  z.strictObject({ key: z.string().min(1), system: z.string().min(1).optional() }),
  z.strictObject({ natural: z.string().min(1) }),
]);
/** How a record points at another. */
export type Ref = z.infer<typeof ref>;

// What the decimals of a warehouse hold, and few enough for sums to be exact. Far beyond, even the database gives up, and
// not before the record meets others.
const mostDigits = 38;

const decimal = z.unknown().transform((value, context) => {
  const read = readDecimal(value);
  if (read !== undefined && read.replace(/\D/g, '').length <= mostDigits) return read;
  const message = read === undefined ? 'not a decimal' : `more than ${mostDigits} digits`;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

const currencies = new Set(Intl.supportedValuesOf('currency'));
const everNamed = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });
// The standard's own codes for no currency, and for tests.
const noCurrencies = new Set(['XXX', 'XTS']);

/** Whether a code of ISO 4217 is in use, or was: old contracts keep the currency that they were signed in. */
function isCurrency(code: string): boolean {
  if (currencies.has(code)) return true;
  return /^[A-Z]{3}$/.test(code) && !noCurrencies.has(code) && everNamed.of(code) !== undefined;
}

const byType = {
  text: z.string(),
  decimal,
  integer: z.int(),
  boolean: z.boolean(),
  date: z.iso.date(),
  instant: z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString()),
  currency: z.string().refine(isCurrency, 'not an ISO 4217 code'),
};

function schemaOf(type: AttributeType): z.ZodType {
  return (typeof type === 'string' ? byType[type] : z.enum(type.oneOf)).nullable().optional();
}

function valuesSchema({ attributes }: Kind): z.ZodType<Values> {
  const shape = Object.entries(attributes).map(([name, type]) => [name, schemaOf(type)] as const);
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<Values>;
}

function refsSchema({ refs }: Kind): z.ZodType<Refs> {
  const shape = Object.keys(refs).map((name) => [name, ref.nullable().optional()] as const);
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<Refs>;
}

/** Attribute values in canonical form: decimals and dates are text. An attribute that is absent is not spoken of. */
export type Values = Record<string, string | number | boolean | null | undefined>;
/** Refs by attribute name. */
export type Refs = Record<string, Ref | null | undefined>;

/** One record of one system in canonical shape: what a connector's mapping returns. */
export interface CanonicalRecord {
  kind: KindName;
  /** The system's own immutable id of the record. */
  key: string;
  /** The key that people know it by, e.g. the contract number; used to match records without a stored foreign id. */
  natural?: string | undefined;
  /** The record of another system that this one stores the id of: the strongest way to match. */
  claims?: { system: string; key: string } | undefined;
  /** The system's own names of the legal entity and the practice; `hub.config.json` says what they are called here. */
  legalEntity?: string | undefined;
  practice?: string | undefined;
  deleted?: boolean | undefined;
  values: Values;
  refs: Refs;
}

const envelope = z.object({
  kind: z.string().refine(isKind, 'no such kind'),
  key: z.string().min(1),
  natural: z.string().min(1).optional(),
  claims: z.strictObject({ system: z.string().min(1), key: z.string().min(1) }).optional(),
  legalEntity: z.string().optional(),
  practice: z.string().optional(),
  deleted: z.boolean().optional(),
  values: z.unknown(),
  refs: z.unknown(),
});

const compiled = new Map<KindName, { values: z.ZodType<Values>; refs: z.ZodType<Refs> }>();

function schemasOf(name: KindName) {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const kind = kindOf(name);
  const schemas = { values: valuesSchema(kind), refs: refsSchema(kind) };
  compiled.set(name, schemas);
  return schemas;
}

/** Checks a record at the door. Throws a ZodError that names the attribute. */
export function parseRecord(input: unknown): CanonicalRecord {
  const record = envelope.parse(input) as CanonicalRecord;
  const schemas = schemasOf(record.kind);
  return { ...record, values: schemas.values.parse(record.values), refs: schemas.refs.parse(record.refs) };
}
