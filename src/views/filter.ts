import { HubError } from '../domain/errors.ts';

/** The SQL types that a list can be filtered and ordered by. */
export type ColumnType = 'text' | 'numeric' | 'int' | 'boolean' | 'date' | 'timestamptz' | 'uuid';

/** A column of a list as SQL, with its type. */
export interface ListColumn {
  sql: string;
  type: ColumnType;
}

/** Comparators of one column, as the API takes them; several of them must all hold. */
export type Comparators = Readonly<Record<string, unknown>>;

/** A filter: comparators by column name, and `and`, `or`, `not` of filters. */
export type Filter = { and?: Filter[]; or?: Filter[]; not?: Filter } & { [column: string]: unknown };

/** Gathers the parameters of a statement. */
export class Params {
  readonly values: unknown[] = [];

  add(value: unknown, type: ColumnType | `${ColumnType}[]`): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

const mostDepth = 6;

const likePattern = (value: unknown) => String(value).replace(/[\\%_]/g, (character) => `\\${character}`);

function comparator({ sql, type }: ListColumn, name: string, value: unknown, params: Params): string {
  switch (name) {
    case 'eq':
      return value === null ? `${sql} is null` : `${sql} = ${params.add(value, type)}`;
    case 'neq':
      // What has no value is different from any value: `neq` keeps it, where SQL's `<>` would drop it.
      return `${sql} is distinct from ${params.add(value, type)}`;
    case 'in':
      return `${sql} = any (${params.add(value, `${type}[]`)})`;
    case 'nin':
      return `(${sql} is null or ${sql} <> all (${params.add(value, `${type}[]`)}))`;
    case 'gt':
      return `${sql} > ${params.add(value, type)}`;
    case 'gte':
      return `${sql} >= ${params.add(value, type)}`;
    case 'lt':
      return `${sql} < ${params.add(value, type)}`;
    case 'lte':
      return `${sql} <= ${params.add(value, type)}`;
    case 'contains':
      return `${sql} ilike ${params.add(`%${likePattern(value)}%`, 'text')}`;
    case 'startsWith':
      return `${sql} ilike ${params.add(`${likePattern(value)}%`, 'text')}`;
    case 'isNull':
      return value === true ? `${sql} is null` : `${sql} is not null`;
    default:
      throw new HubError('BAD_USER_INPUT', `no comparator "${name}"`);
  }
}

/** A filter as an SQL condition. Names that the list does not know are refused: they never reach the statement. */
export function filterSql(
  filter: Filter,
  columns: Readonly<Record<string, ListColumn>>,
  params: Params,
  depth = 0,
): string {
  if (depth > mostDepth) throw new HubError('BAD_USER_INPUT', `filters nest at most ${mostDepth} deep`);
  const parts: string[] = [];
  const all = (filters: readonly Filter[], word: string) =>
    filters.length === 0
      ? 'true'
      : `(${filters.map((each) => filterSql(each, columns, params, depth + 1)).join(word)})`;
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || value === null) continue;
    if (name === 'and') parts.push(all(value as Filter[], ' and '));
    else if (name === 'or') parts.push(all(value as Filter[], ' or '));
    else if (name === 'not') parts.push(`not coalesce(${all([value as Filter], '')}, false)`);
    else {
      const column = columns[name];
      if (column === undefined) throw new HubError('BAD_USER_INPUT', `no filter "${name}"`);
      for (const [key, operand] of Object.entries(value as Comparators)) {
        if (operand !== undefined) parts.push(comparator(column, key, operand, params));
      }
    }
  }
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}
