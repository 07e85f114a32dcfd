import { HubError, messageOf } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import { parseRule } from './read-rule.ts';
import type { RuleFile } from './rule-file.ts';
import { lastChange } from './rule-lives.ts';

/** A version that is to be judged by and can't be: it was written for facts that are no longer there. */
export interface BrokenVersion {
  rule: string;
  version: number;
  shadow: boolean;
  message: string;
}

/** The rules that are judged by together: those that are active and those in shadow, each with its one version. */
export interface RuleSet {
  rules: readonly CompiledRule[];
  broken: readonly BrokenVersion[];
}

/** Finds the set to judge by as the given transaction sees it. */
export type RuleBook = (sql: Sql) => Promise<RuleSet>;

function parsed(rule: string, version: number, content: object): RuleFile {
  return parseRule(JSON.stringify(content), `${rule} version ${version}`);
}

/** A version as it was first loaded. Throws NOT_FOUND, or RULE_INVALID when it can't be judged by any more. */
export async function storedRule(sql: Sql, rule: string, version: number): Promise<RuleFile> {
  const row = await sql.row<{ content: object }>(
    'select v.content from rule_version v where v.rule = $1 and v.version = $2',
    [rule, version],
  );
  if (row === undefined) throw new HubError('NOT_FOUND', `${rule} has no version ${version}`);
  return parsed(rule, version, row.content);
}

interface Judged {
  rule: string;
  version: number;
  shadow: boolean;
  content: object;
}

async function readSet(sql: Sql): Promise<RuleSet> {
  const rows = await sql.rows<Judged & Record<string, unknown>>(
    `select v.rule, v.version, s.life = 'shadow' as shadow, v.content
       from rule_version v
       join lateral (
         select l.life from rule_life l
          where l.rule = v.rule and l.version = v.version order by l.id desc limit 1
       ) s on true
      where s.life in ('active', 'shadow') order by v.rule, v.version`,
  );
  const rules: CompiledRule[] = [];
  const broken: BrokenVersion[] = [];
  for (const { rule, version, shadow, content } of rows) {
    try {
      rules.push(compileRule(parsed(rule, version, content), shadow));
    } catch (error) {
      broken.push({ rule, version, shadow, message: messageOf(error) });
    }
  }
  return { rules, broken };
}

/**
 * The rules as the database has them. Each judgement asks in its own transaction, so that however many hubs there are,
 * all judge by the same versions; the set is read anew only when the life of a rule has changed.
 */
export function ruleBook(): RuleBook {
  let known: { at: string; set: RuleSet } | undefined;
  return async (sql) => {
    const at = await lastChange(sql);
    if (known?.at !== at) known = { at, set: await readSet(sql) };
    return known.set;
  };
}
