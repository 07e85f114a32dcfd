import type { Sql } from '../entities/sql.ts';

/** The invariants of `docs/reliability.md`, by number; a check without one holds all the same. */
export type InvariantId = `I${1 | 2 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13}`;

/** One thing that must hold, and whatever breaks it. */
export interface Checked {
  id: InvariantId | undefined;
  check: string;
  /** What is so when it holds, and what is wrong with those that break it. */
  fine: string;
  bad: string;
  /** What breaks it, by names for people; not necessarily all. */
  broken: readonly string[];
  /** Why it could not be asked, where that is so. */
  notAsked?: string;
}

/** Something that must hold of the tables: a query whose rows, named, are what breaks it. */
export interface Invariant extends Omit<Checked, 'broken'> {
  breaks: string;
}

/** Asks each for what breaks it. */
export async function ask(sql: Sql, invariants: readonly Invariant[]): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const { breaks, ...about } of invariants) {
    const rows = await sql.rows<{ name: string }>(breaks);
    checked.push({ ...about, broken: rows.map(({ name }) => name) });
  }
  return checked;
}
