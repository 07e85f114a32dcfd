import { Client } from 'pg';

/** A database, and the server's other one from which it can be reached while nobody is connected to it. */
export interface Apart {
  name: string;
  /**
   * Cuts off whoever is connected to the database and lets nobody in until the work is done, which is given a connection
   * to another one.
   */
  alone<T>(work: (client: Client) => Promise<T>): Promise<T>;
}

/** For the database that a superuser's address names. */
export function apart(url: string): Apart {
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1));
  // What one is connected to can be neither copied nor renamed.
  address.pathname = '/template1';
  return {
    name,
    async alone(work) {
      const client = new Client({ connectionString: address.toString() });
      await client.connect();
      try {
        await client.query(`alter database ${name} with allow_connections false`);
        await client.query('select pg_terminate_backend(a.pid, 10000) from pg_stat_activity a where a.datname = $1', [
          name,
        ]);
        return await work(client);
      } finally {
        await client.query(`alter database ${name} with allow_connections true`);
        await client.end();
      }
    },
  };
}
