/** The type of one attribute. `oneOf` is a closed list of texts. */
export type AttributeType =
  | 'text'
  | 'decimal'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'currency'
  | { readonly oneOf: readonly string[] };

/**
 * One kind of thing that systems keep records of. It decides the shape of canonical records, the columns of the golden
 * table and what can drift.
 */
export interface Kind {
  readonly name: string;
  readonly about: string;
  readonly attributes: Readonly<Record<string, AttributeType>>;
  /** Other golden records that this one points at: attribute name → kind. */
  readonly refs: Readonly<Record<string, string>>;
  /**
   * How a row comes to its legal entity and practice: `inherit` lists the refs to take them from when its own record
   * names none; `shared` rows belong to every legal entity that uses them; `public` rows to all.
   */
  readonly scope: { readonly inherit: readonly string[] } | 'shared' | 'public';
}

/** Defines a kind, keeping the literal names of its attributes. */
export function kind<const K extends Kind>(definition: K): K {
  return definition;
}

const columns = new Map<string, string>();

/** The column of an attribute: `plannedOn` is `planned_on`. */
export function columnOf(name: string): string {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  columns.set(name, column);
  return column;
}

/** The column of a ref: `contractLine` is `contract_line_id`. */
export function refColumn(name: string): string {
  return `${columnOf(name)}_id`;
}
