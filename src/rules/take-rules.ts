import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { registerRules } from './register-rules.ts';
import { readRules } from './rule-files.ts';
import type { LifeChange } from './rule-lives.ts';

/**
 * Takes in the rules below a folder: all that is new, or nothing when one of them is wrong. Returns what has changed;
 * throws RULE_INVALID with the file, the place and what to do.
 */
export function takeRules(database: DataSource, folder: string, by: string): Promise<LifeChange[]> {
  const filed = readRules(folder);
  return transaction(database, async (sql) => {
    const changes = await registerRules(sql, filed, by);
    await sql.run('delete from rule_problem p where p.folder = $1', [folder]);
    return changes;
  });
}

/**
 * The same for a hub that goes on judging as before when one of them is wrong: what is wrong is kept for people to see.
 * Returns what has changed, or the problem.
 */
export async function tryRules(
  database: DataSource,
  folder: string,
  by: string,
): Promise<{ changes: LifeChange[] } | { problem: string }> {
  try {
    return { changes: await takeRules(database, folder, by) };
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'RULE_INVALID') throw error;
    const problem = error.message;
    await withConnection(database, (sql) =>
      sql.run(
        `insert into rule_problem as p (folder, message, since) values ($1, $2, clock_timestamp())
         on conflict (folder) do update set message = excluded.message,
           since = case when p.message = excluded.message then p.since else excluded.since end`,
        [folder, problem],
      ),
    );
    return { problem };
  }
}
