import { createHash } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import { canonicalJson } from '../domain/json.ts';
import type { Sql } from '../entities/sql.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * Remembers every version of every rule as it was first loaded, so that a finding can always name its rule. Throws
 * RULE_INVALID when a rule has changed without a new version.
 */
export async function registerRules(sql: Sql, { rules }: RuleSet): Promise<void> {
  for (const { rule } of rules) {
    const hash = createHash('sha256').update(canonicalJson(rule)).digest('hex');
    const stored = await sql.row<{ content_hash: string }>(
      `insert into rule_version as v (rule, version, content_hash, content, first_loaded_at)
       values ($1, $2, $3, $4, clock_timestamp())
       on conflict (rule, version) do nothing
       returning v.content_hash`,
      [rule.id, rule.version, hash, JSON.stringify(rule)],
    );
    if (stored !== undefined) continue;
    const known = await sql.row<{ content_hash: string }>(
      'select v.content_hash from rule_version v where v.rule = $1 and v.version = $2',
      [rule.id, rule.version],
    );
    if (known?.content_hash !== hash) {
      throw new HubError(
        'RULE_INVALID',
        `${rule.id} version ${rule.version} was loaded before with other content; raise its version`,
      );
    }
  }
}
