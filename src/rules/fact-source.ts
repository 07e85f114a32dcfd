import { type KindName, kindOf } from '../domain/kinds.ts';
import type { SystemRole } from '../domain/roles.ts';
import type { SubjectKind } from '../domain/subject-kind.ts';

/** The types that facts have. Amounts are decimals in the subject's currency. */
export type FactType = 'text' | 'decimal' | 'integer' | 'boolean' | 'date' | 'instant';

/** The types of the database that hold them. */
export const sqlTypes: Record<FactType, string> = {
  text: 'text',
  decimal: 'numeric',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
};

/** A fact that is only known once the streams it rests on are known through an instant. */
export interface Waits {
  role: SystemRole;
  kinds: readonly KindName[];
  /** The fact that holds the instant. */
  through: string;
  /** Waited for only where such a stream is connected: a firm keeps its time in one system or another. */
  ifAny?: true;
}

/** Where delivery, time and expenses may be kept. */
const deliveringRoles = ['psa', 'delivery', 'time'] as const;

/** Waits for whichever systems keep records of delivery. */
export function whereDelivered(kinds: readonly KindName[], through: string): Waits[] {
  return deliveringRoles.map((role) => ({ role, kinds, through, ifAny: true }));
}

/** The values of an attribute that has a closed list of them, for a fact that shows it. */
export function valuesOf(kind: KindName, attribute: string): readonly string[] {
  const type = kindOf(kind).attributes[attribute];
  if (typeof type !== 'object') throw new Error(`${kind}.${attribute} has no list of values`);
  return type.oneOf;
}

/** One fact: a named, typed value about a subject. */
export interface FactColumn {
  type: FactType;
  about: string;
  /** What the number counts or measures, where it is not plain. */
  unit?: string;
  oneOf?: readonly string[];
  waits?: readonly Waits[];
}

/** Where the facts of one kind of subject come from. */
export interface FactSource {
  kind: SubjectKind;
  about: string;
  /**
   * The query for the ids of its subjects where they are no golden records but what the hub keeps of its own. Nothing can
   * be said of that as of the past.
   */
  own?: string;
  /** The file with the query, beside this one. */
  sql: string;
  columns: Readonly<Record<string, FactColumn>>;
  /**
   * Which subjects a change reaches: per kind, a query from `$1` (changed ids) to subject ids. From a
   * child it goes up by the child's history, so that one that moved from one parent to another reaches both; from a
   * parent it goes down to those that point at it now.
   */
  touches: Readonly<Partial<Record<SubjectKind, string>>>;
}

/** Facts that every subject has. */
export const commonFacts: Readonly<Record<string, FactColumn>> = {
  asOf: { type: 'instant', about: 'The instant that the rules are asked about; the only clock that they see.' },
};

/** The query for the ids of all subjects of a source. */
export function subjectIdsSql({ kind, own }: FactSource): string {
  return own ?? `select s.id from ${kind} s where not s.deleted`;
}

/** Subjects that a changed record is itself. */
export const itself = 'select unnest($1::uuid[]) as id';

/** Subjects of a table that point at the changed records. */
export function pointingAt(table: string, column: string): string {
  return `select t.id from ${table} t where t.${column} = any ($1::uuid[])`;
}

/** Subjects that the changed records point at, now or ever. */
export function pointedAtBy(table: string, column: string): string {
  return `select h.${column} as id from ${table}_history h where h.id = any ($1::uuid[]) and h.${column} is not null`;
}
