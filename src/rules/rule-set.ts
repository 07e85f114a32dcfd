import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HubError } from '../domain/errors.ts';
import { canonicalJson } from '../domain/json.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import { parseRule } from './read-rule.ts';
import type { RuleFile } from './rule-file.ts';

/** Checked and compiled rules that are judged by together. */
export interface RuleSet {
  /** Over all rules: equal sets have equal hashes. */
  hash: string;
  rules: readonly CompiledRule[];
}

const mostRules = 500;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith('.json') && entry.name !== 'rule.schema.json' ? [path] : [];
    })
    .sort();
}

/** Makes a set of checked rules. */
function ruleSet(rules: readonly RuleFile[]): RuleSet {
  const hash = createHash('sha256').update(canonicalJson(rules)).digest('hex');
  return { hash, rules: rules.map(compileRule) };
}

/** A rule with the file that states it, seen from the folder of the rules. */
export interface FiledRule {
  file: string;
  rule: RuleFile;
}

/** Reads every rule below a folder: all of them or none. Throws RULE_INVALID. */
export function readRules(folder: string): FiledRule[] {
  const files = filesBelow(folder);
  if (files.length > mostRules) throw new HubError('RULE_INVALID', `${folder}: more than ${mostRules} rules`);
  const filed = files.map((path): FiledRule => {
    const file = relative(folder, path);
    return { file, rule: parseRule(readFileSync(path, 'utf8'), file) };
  });
  const seen = new Map<string, string>();
  for (const { file, rule } of filed) {
    const other = seen.get(rule.id);
    if (other !== undefined) throw new HubError('RULE_INVALID', `${file}: ${rule.id} is also in ${other}`);
    seen.set(rule.id, file);
  }
  return filed;
}

/** Reads every rule below a folder into the set that is judged by. Throws RULE_INVALID. */
export function loadRules(folder: string): RuleSet {
  return ruleSet(readRules(folder).map(({ rule }) => rule));
}
