import type { RuleLife } from '../domain/rule-life.ts';
import { cellLock, type Sql } from '../entities/sql.ts';

/** A version of a rule, what it is now, and who made it that, when and why. */
export interface RuleVersion {
  rule: string;
  version: number;
  title: string;
  entity: string;
  life: RuleLife;
  since: string;
  by: string;
  reason: string;
  /** Grows with every change in the life of any rule. */
  change: number;
}

// Lives change one after the other, so that no two can make two versions of one rule active, and so that a higher id
// is always a later change.
const lifeLock = 78;

/** Has everybody else who would change the life of a rule wait for this transaction. */
export async function lockLives(sql: Sql): Promise<void> {
  await sql.run(`select pg_advisory_xact_lock(${cellLock(lifeLock)})`);
}

/** The place of the last change in the life of any rule; equal places mean that nothing has changed. */
export async function lastChange(sql: Sql): Promise<string> {
  const row = await sql.row<{ id: string }>('select coalesce(max(l.id), 0)::text as id from rule_life l');
  return row?.id ?? '0';
}

/** Every version of one rule, or of every rule, the newest first. */
export function ruleVersions(sql: Sql, rule: string | null = null): Promise<RuleVersion[]> {
  return sql.rows<RuleVersion & Record<string, unknown>>(
    `select v.rule, v.version, v.content->>'title' as title, v.content->>'entity' as entity,
            s.life, s.changed_at as since, s.changed_by as by, s.reason, s.id::int as change
       from rule_version v
       join lateral (
         select l.id, l.life, l.changed_at, l.changed_by, l.reason from rule_life l
          where l.rule = v.rule and l.version = v.version order by l.id desc limit 1
       ) s on true
      where $1::text is null or v.rule = $1
      order by v.rule, v.version desc`,
    [rule],
  );
}

/** What a version becomes, who says so, and why. */
export interface LifeChange {
  rule: string;
  version: number;
  life: RuleLife;
  reason: string;
}

/** Writes down changes, in their order. */
export async function writeLives(
  sql: Sql,
  changes: readonly LifeChange[],
  by: string,
  correlationId: string,
): Promise<void> {
  await sql.run(
    `insert into rule_life (rule, version, life, reason, changed_by, changed_at, correlation_id)
     select i.rule, i.version, i.life, i.reason, $2, clock_timestamp(), $3
       from jsonb_to_recordset($1::jsonb) as i (rule text, version int, life text, reason text)`,
    [JSON.stringify(changes), by, correlationId],
  );
}

/** What else changes when a version is to be active or in shadow: at most one of each rule is either. */
export function superseded(
  versions: readonly Pick<RuleVersion, 'rule' | 'version' | 'life'>[],
  { rule, version, life }: Pick<LifeChange, 'rule' | 'version' | 'life'>,
): LifeChange[] {
  if (life !== 'active' && life !== 'shadow') return [];
  return versions
    .filter((each) => each.rule === rule && each.version !== version && each.life === life)
    .map((each) => ({ rule, version: each.version, life: 'retired', reason: `superseded by version ${version}` }));
}
