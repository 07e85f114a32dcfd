import { HubError } from '../domain/errors.ts';

/** The SQL types that a list can be filtered and ordered by. */
export type ColumnType = 'text' | 'numeric' | 'int' | 'boolean' | 'date' | 'timestamptz' | 'uuid';

/** A column of a list as SQL, with its type. */
export interface ListColumn {
  sql: string;
  type: ColumnType;
  /** For what a row has several of: where one of them fulfils a condition. */
  where?: (condition: string) => string;
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

type Columns = Readonly<Record<string, ListColumn>>;

function columnParts(name: string, comparators: Comparators, columns: Columns, params: Params): string[] {
  const column = columns[name];
  if (column === undefined) throw new HubError('BAD_USER_INPUT', `no filter "${name}"`);
  const parts = Object.entries(comparators)
    .filter(([, operand]) => operand !== undefined)
    .map(([key, operand]) => comparator(column, key, operand, params));
  return column.where === undefined || parts.length === 0 ? parts : [column.where(parts.join(' and '))];
}

/** A filter as an SQL condition. Names that the list does not know are refused: they never reach the statement. */
export function filterSql(filter: Filter, columns: Columns, params: Params, depth = 0): string {
  if (depth > mostDepth) throw new HubError('BAD_USER_INPUT', `filters nest at most ${mostDepth} deep`);
  const joined = (filters: readonly Filter[], word: string) =>
    filters.length === 0
      ? 'true'
      : `(${filters.map((each) => filterSql(each, columns, params, depth + 1)).join(word)})`;
  const partsOf = (name: string, value: unknown): string[] => {
    if (name === 'and') return [joined(value as Filter[], ' and ')];
    if (name === 'or') return [joined(value as Filter[], ' or ')];
    if (name === 'not') return [`not coalesce(${joined([value as Filter], '')}, false)`];
    return columnParts(name, value as Comparators, columns, params);
  };
  const parts = Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => partsOf(name, value));
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}
