import type { Sql } from './sql.ts';

/** A column as SQL names and types it. */
export interface Column {
  name: string;
  type: string;
}

/** A table with a history beside it, whose rows are replaced as a whole. */
export interface VersionedTable {
  name: string;
  key: readonly string[];
  columns: readonly Column[];
  /** Whether rows that are stored exactly so are left alone. */
  skipSame?: boolean;
}

function list(names: readonly string[], prefix = ''): string {
  return names.map((name) => prefix + name).join(', ');
}

const statements = new Map<VersionedTable, string>();

const same = (key: readonly string[], one: string, other: string) =>
  key.map((column) => `${one}.${column} = ${other}.${column}`).join(' and ');

/**
 * One statement that writes the rows, closes their last versions and opens the new ones: the history is written by
 * what changes the row, so no trigger is needed and neither can exist without the other. A row that was not there before
 * has no version to close.
 */
function upsertStatement({ name, key, columns, skipSame = false }: VersionedTable): string {
  const names = columns.map((column) => column.name);
  const assignments = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  const unlessSame = skipSame ? `where (${list(names, 't.')}) is distinct from (${list(names, 'excluded.')})` : '';
  return `
    with input as (
      select i.*, clock_timestamp() as written_at
        from jsonb_to_recordset($1::jsonb) as i (${columns.map((column) => `${column.name} ${column.type}`).join(', ')})
    ), changed as (
      insert into ${name} as t (${list(names)})
      select ${list(names, 'i.')} from input i
      on conflict (${list(key)}) do update set ${assignments.join(', ')} ${unlessSame}
      returning ${list(key, 't.')}, t.xmax <> 0 as known
    ), closed as (
      update ${name}_history h set known_to = i.written_at
        from changed c join input i on ${same(key, 'i', 'c')}
       where c.known and ${same(key, 'h', 'c')} and h.known_to = 'infinity'
    )
    insert into ${name}_history (${list(names)}, known_from)
    select ${list(names, 'i.')}, i.written_at from changed c join input i on ${same(key, 'i', 'c')}`;
}

/** Sends rows that differ from what is stored, or are compared by `skipSame`. Rows are objects by column name. */
export function writeVersioned(sql: Sql, table: VersionedTable, rows: readonly object[]): void {
  if (rows.length === 0) return;
  const statement = statements.get(table) ?? upsertStatement(table);
  statements.set(table, statement);
  sql.send(statement, [JSON.stringify(rows)]);
}

/** Removes rows and closes their last versions. Each key is an object by column name. */
export function removeVersioned(sql: Sql, table: VersionedTable, keys: readonly object[]): void {
  if (keys.length === 0) return;
  const columns = table.columns.filter((column) => table.key.includes(column.name));
  sql.send(
    `with input as (
       select i.* from jsonb_to_recordset($1::jsonb)
         as i (${columns.map((column) => `${column.name} ${column.type}`).join(', ')})
     ), removed as (
       delete from ${table.name} t using input i where ${same(table.key, 't', 'i')}
     )
     update ${table.name}_history h set known_to = clock_timestamp()
       from input i where ${same(table.key, 'h', 'i')} and h.known_to = 'infinity'`,
    [JSON.stringify(keys)],
  );
}
