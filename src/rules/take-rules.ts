import type { DataSource } from 'typeorm';
import { transaction } from '../entities/sql.ts';
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
