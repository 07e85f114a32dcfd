import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { cellLock, type Sql, withConnection } from './sql.ts';

// One scratch cell beside a cell at a time. Held by the session, so that it ends with the process that made it.
const scratchLock = 82;

/** The name of the scratch cell beside a cell. */
export function scratchOf(cell: string): string {
  return `${cell}_verify`;
}

function drop(sql: Sql, scratch: string): Promise<number> {
  return sql.run(`drop schema if exists ${scratch}, ${scratch}_asof, ${scratch}_worker cascade`);
}

/**
 * Lends the name of a second cell in the same database, of which nothing is there before and nothing is left after;
 * what an earlier run that was killed has left is dropped first. `admin` may create and drop schemas, and needs one
 * connection of its own for as long as this takes. Throws CONFLICT when the scratch cell is in use.
 */
export function withScratchCell<T>(admin: DataSource, cell: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = scratchOf(cell);
  return withConnection(admin, async (sql) => {
    const row = await sql.row<{ got: boolean }>(`select pg_try_advisory_lock(${cellLock(scratchLock)}) as got`);
    if (row?.got !== true) throw new HubError('CONFLICT', 'somebody else is verifying this cell right now');
    try {
      await drop(sql, scratch);
      return await work(scratch);
    } finally {
      await drop(sql, scratch);
      await sql.run(`select pg_advisory_unlock(${cellLock(scratchLock)})`);
    }
  });
}

async function columnsOf(sql: Sql, table: string): Promise<string[]> {
  const rows = await sql.rows<{ name: string }>(
    `select quote_ident(a.attname) as name from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by a.attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Copies the rows `t` of a table that `where` selects into the same table of another cell. Returns how many. */
export async function copyRows(sql: Sql, scratch: string, table: string, where = 'true'): Promise<number> {
  const columns = await columnsOf(sql, `${scratch}.${table}`);
  return sql.run(
    `insert into ${scratch}.${table} (${columns.join(', ')}) overriding system value
     select ${columns.map((name) => `t.${name}`).join(', ')} from ${table} t where ${where}`,
  );
}
