import type { PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';

/** One connection, inside a transaction or not: runs statements and returns their rows. */
export interface Sql {
  rows<Row extends QueryResultRow>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  row<Row extends QueryResultRow>(text: string, params?: readonly unknown[]): Promise<Row | undefined>;
  /** The number of rows that the statement touched. */
  run(text: string, params?: readonly unknown[]): Promise<number>;
}

function on(client: PoolClient): Sql {
  return {
    rows: async (text, params) => (await client.query(text, params as unknown[])).rows,
    row: async (text, params) => (await client.query(text, params as unknown[])).rows[0],
    run: async (text, params) => (await client.query(text, params as unknown[])).rowCount ?? 0,
  };
}

/** Lends a connection for a few statements, each of which commits by itself. */
export async function withConnection<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  const runner = database.createQueryRunner();
  try {
    return await work(on(await runner.connect()));
  } finally {
    await runner.release();
  }
}

async function inside<T>(database: DataSource, begin: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const runner = database.createQueryRunner();
  try {
    const client: PoolClient = await runner.connect();
    await client.query(begin);
    try {
      const result = await work(on(client));
      await client.query('commit');
      return result;
    } catch (error) {
      // The first error is the one to tell; a rollback on a broken connection fails too.
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

// 40001 serialization failure, 40P01 deadlock: the loser of a race tries again.
const lostRace = new Set(['40001', '40P01']);

/** Runs the work in one transaction (READ COMMITTED); tries again, at most five times, when it lost a race. */
export async function transaction<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inside(database, 'begin', work);
    } catch (error) {
      if (attempt === 5 || !lostRace.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

/** What a request may see: the legal entities of its principal, and the instant to look back to, if any. */
export interface ReadScope {
  legalEntityIds: readonly number[];
  /** A principal of the whole group also sees what is not yet known to belong to one entity. */
  wholeGroup: boolean;
  cell: string;
  asOf?: Date | undefined;
}

/**
 * Runs reads as the reader role under row security. The settings travel with `begin` in one round trip, and last as
 * long as the transaction, so that a pooled connection can't carry one principal's rights to the next.
 */
export function readAs<T>(database: DataSource, scope: ReadScope, work: (sql: Sql) => Promise<T>): Promise<T> {
  const settings = [
    `set local hub.entities = '{${scope.legalEntityIds.map(Number).join(',')}}'`,
    `set local hub.whole_group = '${scope.wholeGroup ? 'on' : 'off'}'`,
  ];
  if (scope.asOf !== undefined) {
    settings.push(`set local hub.as_of = '${scope.asOf.toISOString()}'`);
    settings.push(`set local search_path = ${scope.cell}_asof, ${scope.cell}`);
  }
  return inside(database, `begin read only; ${settings.join('; ')}`, work);
}
