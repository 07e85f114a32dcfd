import { Client } from 'pg';

/** A copy of the hubs' database as it was, to be put in the place of the database later. */
export interface Copies {
  /** Copies the database. Whoever is connected is cut off, and let in again. */
  make(): Promise<void>;
  /** Puts the copy in the place of the database, of which nothing is left. Whoever is connected is cut off. */
  restore(): Promise<void>;
}

/** For the database that a superuser's address names. */
export function copiesOf(url: string): Copies {
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1));
  const [copy, lost] = [`${name}_copy`, `${name}_lost`];
  // Of another database on that server: what one is connected to can be neither copied nor renamed.
  address.pathname = '/template1';

  /** Runs statements while nobody is connected to the database, and nobody can be. */
  async function alone(...statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: address.toString() });
    await client.connect();
    try {
      await client.query(`alter database ${name} with allow_connections false`);
      await client.query('select pg_terminate_backend(a.pid, 10000) from pg_stat_activity a where a.datname = $1', [
        name,
      ]);
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.query(`alter database ${name} with allow_connections true`);
      await client.end();
    }
  }

  return {
    make: () => alone(`create database ${copy} template ${name}`),
    restore: () =>
      alone(
        `alter database ${name} rename to ${lost}`,
        `alter database ${copy} rename to ${name}`,
        `drop database ${lost} with (force)`,
      ),
  };
}
