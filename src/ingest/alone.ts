import type { DataSource } from 'typeorm';
import { cellLock, type Sql, withConnection } from '../entities/sql.ts';

/**
 * Does the work unless somebody is at it already, on whichever hub: undefined then. The lock is held by a connection, not
 * by a row, so that a hub that is killed lets go of it. `lock` is its first number, a hash of the cell and `name` the second.
 */
export function alone<T>(
  database: DataSource,
  lock: number,
  name: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T | undefined> {
  return withConnection(database, async (sql) => {
    const row = await sql.row<{ got: boolean }>(`select pg_try_advisory_lock(${cellLock(lock, '$1')}) as got`, [name]);
    if (row?.got !== true) return undefined;
    try {
      return await work(sql);
    } finally {
      await sql.run(`select pg_advisory_unlock(${cellLock(lock, '$1')})`, [name]);
    }
  });
}
