import { apart } from './alone.ts';

/** A copy of the hubs' database as it was, to be put in the place of the database later. */
export interface Copies {
  /** Copies the database. Whoever is connected is cut off, and let in again. */
  make(): Promise<void>;
  /** Puts the copy in the place of the database, of which nothing is left. Whoever is connected is cut off. */
  restore(): Promise<void>;
}

/** For the database that a superuser's address names. */
export function copiesOf(url: string): Copies {
  const { name, alone } = apart(url);
  const [copy, lost] = [`${name}_copy`, `${name}_lost`];

  const run = (...statements: readonly string[]) =>
    alone(async (client) => {
      for (const statement of statements) await client.query(statement);
    });

  return {
    make: () => run(`create database ${copy} template ${name}`),
    restore: () =>
      run(
        `alter database ${name} rename to ${lost}`,
        `alter database ${copy} rename to ${name}`,
        `drop database ${lost} with (force)`,
      ),
  };
}
