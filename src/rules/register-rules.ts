import { createHash, randomUUID } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import { canonicalJson } from '../domain/json.ts';
import { appendAudit } from '../entities/append-audit.ts';
import type { Sql } from '../entities/sql.ts';
import { sweepOnceLoaded } from './look-again.ts';
import type { FiledRule } from './rule-files.ts';
import { type LifeChange, lockLives, type RuleVersion, ruleVersions, superseded, writeLives } from './rule-lives.ts';

/** Remembers a version as it is first seen. Returns whether it is new; throws RULE_INVALID when it has changed. */
async function remember(sql: Sql, { file, rule }: FiledRule): Promise<boolean> {
  // What a version starts as is no part of what it says.
  const { life: _life, ...content } = rule;
  const hash = createHash('sha256').update(canonicalJson(content)).digest('hex');
  const stored = await sql.row<{ content_hash: string }>(
    `insert into rule_version as v (rule, version, content_hash, content, first_loaded_at)
     values ($1, $2, $3, $4, clock_timestamp())
     on conflict (rule, version) do nothing
     returning v.content_hash`,
    [rule.id, rule.version, hash, JSON.stringify(content)],
  );
  if (stored !== undefined) return true;
  const known = await sql.row<{ content_hash: string }>(
    'select v.content_hash from rule_version v where v.rule = $1 and v.version = $2',
    [rule.id, rule.version],
  );
  if (known?.content_hash === hash) return false;
  throw new HubError(
    'RULE_INVALID',
    `${file}: ${rule.id} version ${rule.version} was loaded before with other content; raise its version`,
  );
}

/** What a new version starts as, and what that ends. One that is older than what is known comes too late to be judged by. */
function firstLife({ file, rule }: FiledRule, known: readonly RuleVersion[]): LifeChange[] {
  const { id, version, life = 'active' } = rule;
  const newest = known.find((each) => each.rule === id && each.version > version);
  if (newest !== undefined) {
    const reason = `first loaded from ${file} when version ${newest.version} was known`;
    return [{ rule: id, version, life: 'retired', reason }];
  }
  const change: LifeChange = { rule: id, version, life, reason: `first loaded from ${file}` };
  return [...superseded(known, change), change];
}

/**
 * Takes in rules: every version is remembered as it was first loaded, so that a finding can always name its rule, and
 * starts as its file says. Returns what has changed; throws RULE_INVALID, and nothing has, when a rule has changed
 * without a new version.
 */
export async function registerRules(sql: Sql, filed: readonly FiledRule[], by: string): Promise<LifeChange[]> {
  await lockLives(sql);
  const known = await ruleVersions(sql);
  const changes: LifeChange[] = [];
  for (const each of filed) {
    if (await remember(sql, each)) changes.push(...firstLife(each, known));
  }
  if (changes.length === 0) return changes;
  const correlationId = randomUUID();
  await writeLives(sql, changes, by, correlationId);
  await appendAudit(
    sql,
    changes.map(({ rule, version, life, reason }) => ({
      actor: by,
      action: `rule.${life}`,
      subject: `${rule} version ${version}`,
      detail: { reason },
      legalEntityId: null,
      correlationId,
    })),
  );
  await sweepOnceLoaded(sql, correlationId);
  return changes;
}
