import { createHash } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import { canonicalJson } from '../domain/json.ts';
import type { Sql } from '../entities/sql.ts';
import { type Filter, filterSql, type ListColumn, Params } from './filter.ts';

/** A list that can be filtered, ordered and paged: what it selects, and from where. */
export interface ListDefinition {
  /** `from` clause with its joins. */
  from: string;
  /** Always holds. */
  where?: string;
  id: string;
  /** Output name → expression. */
  select: Readonly<Record<string, string>>;
  filters: Readonly<Record<string, ListColumn>>;
  orders: Readonly<Record<string, ListColumn>>;
  defaultOrder: readonly Order[];
}

/** One key to order by. Rows without a value come last, whichever the direction. */
export interface Order {
  field: string;
  descending: boolean;
}

/** What is asked of a list. */
export interface ListRequest {
  filter?: Filter | undefined;
  orderBy?: readonly Order[] | undefined;
  first: number;
  after?: string | undefined;
}

/** One page of a list. */
export interface ListPage<Row> {
  rows: (Row & { cursor: string })[];
  hasNextPage: boolean;
  total: () => Promise<number>;
}

interface Key extends ListColumn {
  descending: boolean;
}

/** Each order becomes two keys: whether there is a value, then the value; the id breaks ties. */
function keysOf({ orders, id }: ListDefinition, orderBy: readonly Order[]): Key[] {
  const keys = orderBy.flatMap(({ field, descending }): Key[] => {
    const column = orders[field];
    if (column === undefined) throw new HubError('BAD_USER_INPUT', `no order "${field}"`);
    return [
      { sql: `(${column.sql} is null)`, type: 'boolean', descending: false },
      { ...column, descending },
    ];
  });
  return [...keys, { sql: id, type: 'uuid', descending: false }];
}

/** The rows after the place that the key values mark, lexicographically, key by key. */
function afterSql(keys: readonly Key[], values: readonly unknown[], params: Params): string {
  const steps = keys.map((key, place) => {
    const same = keys.slice(0, place).map((each, index) => {
      const value = values[index];
      return value === null ? `${each.sql} is null` : `${each.sql} = ${params.add(value, each.type)}`;
    });
    const value = values[place];
    // Among rows without a value the next key decides.
    const beyond = value === null ? 'false' : `${key.sql} ${key.descending ? '<' : '>'} ${params.add(value, key.type)}`;
    return `(${[...same, beyond].join(' and ')})`;
  });
  return `(${steps.join(' or ')})`;
}

/** A cursor belongs to one filter and order; in another list it would point nowhere. */
function stampOf(definition: ListDefinition, request: ListRequest): string {
  const text = canonicalJson([definition.from, request.filter ?? null, request.orderBy ?? null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 10);
}

function decode(cursor: string, stamp: string, count: number): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new HubError('CURSOR_INVALID');
  }
  if (!Array.isArray(parsed) || parsed[0] !== stamp || parsed.length !== count + 1) {
    throw new HubError('CURSOR_INVALID', 'the cursor belongs to another filter or order; start without one');
  }
  return parsed.slice(1);
}

/** Reads one page of a list. */
export async function listPage<Row>(
  sql: Sql,
  definition: ListDefinition,
  request: ListRequest,
): Promise<ListPage<Row>> {
  const orderBy =
    request.orderBy === undefined || request.orderBy.length === 0 ? definition.defaultOrder : request.orderBy;
  const keys = keysOf(definition, orderBy);
  const stamp = stampOf(definition, request);
  const params = new Params();
  const conditions = [definition.where ?? 'true', filterSql(request.filter ?? {}, definition.filters, params)];
  const counted = { text: conditions.join(' and '), values: [...params.values] };
  // An empty cursor means the start: some clients can't leave a variable out.
  if (request.after) conditions.push(afterSql(keys, decode(request.after, stamp, keys.length), params));
  const selected = Object.entries(definition.select).map(([name, expression]) => `${expression} as "${name}"`);
  const keyed = keys.map((key, place) => `${key.sql} as "#${place}"`);
  const rows = await sql.rows<Record<string, unknown>>(
    `select ${[...selected, ...keyed].join(', ')} from ${definition.from}
      where ${conditions.join(' and ')}
      order by ${keys.map((key) => `${key.sql} ${key.descending ? 'desc' : 'asc'}`).join(', ')}
      limit ${request.first + 1}`,
    params.values,
  );
  const page = rows.slice(0, request.first).map((row) => {
    const values = keys.map((_key, place) => row[`#${place}`]);
    const cursor = Buffer.from(JSON.stringify([stamp, ...values])).toString('base64url');
    return { ...row, cursor } as Row & { cursor: string };
  });
  return {
    rows: page,
    hasNextPage: rows.length > request.first,
    async total() {
      const count = await sql.row<{ count: string }>(
        `select count(*) as count from ${definition.from} where ${counted.text}`,
        counted.values,
      );
      return Number(count?.count ?? 0);
    },
  };
}
