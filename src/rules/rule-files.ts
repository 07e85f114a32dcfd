import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HubError, messageOf } from '../domain/errors.ts';
import { parseRule } from './read-rule.ts';
import type { RuleFile } from './rule-file.ts';

const mostRules = 500;

/** The rule files below a folder, in a fixed order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith('.json') && entry.name !== 'rule.schema.json' ? [path] : [];
    })
    .sort();
}

/** A rule with the file that states it, seen from the folder of the rules. */
export interface FiledRule {
  file: string;
  rule: RuleFile;
}

/** Reads what is on the disk. Throws RULE_INVALID with the place when it can't be read. */
function onDisk<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new HubError('RULE_INVALID', `${place}: ${messageOf(error)}`);
  }
}

/** Reads one rule from a file. Throws RULE_INVALID with every problem that it has. */
export function readRule(path: string, place = path): RuleFile {
  const text = onDisk(place, () => readFileSync(path, 'utf8'));
  return parseRule(text, place);
}

/** Reads every rule below a folder: all of them or none. Throws RULE_INVALID. */
export function readRules(folder: string): FiledRule[] {
  const files = onDisk(folder, () => filesBelow(folder));
  if (files.length > mostRules) throw new HubError('RULE_INVALID', `${folder}: more than ${mostRules} rules`);
  const filed = files.map((path): FiledRule => {
    const file = relative(folder, path);
    return { file, rule: readRule(path, file) };
  });
  const seen = new Map<string, string>();
  for (const { file, rule } of filed) {
    const other = seen.get(rule.id);
    if (other !== undefined) throw new HubError('RULE_INVALID', `${file}: ${rule.id} is also in ${other}`);
    seen.set(rule.id, file);
  }
  return filed;
}
