import { HubError, messageOf } from '../domain/errors.ts';
import { checkRule } from './check-rule.ts';
import { type RuleFile, ruleFile } from './rule-file.ts';

const mostLength = 200 * 1024;

// A rule is nested a handful deep; what is nested deeper is meant to exhaust whoever walks it.
const mostDepth = 24;

// A member of this name would become, or lead to, the prototype of what it is copied into.
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

const turns: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** How deep brackets nest in a text, strings left out. Looks at each character once, closed strings or not. */
export function nestingOf(text: ArrayLike<string>): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else depth += turns[character] ?? 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Whether a member anywhere in a JSON value has a forbidden name, however that was written. */
function hasForbiddenName(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(([name, value]) => forbiddenNames.has(name) || hasForbiddenName(value));
}

/** What is wrong with a text as JSON that may be a rule, or the JSON. */
function jsonOf(text: string): { json: unknown } | { problem: string } {
  if (text.length > mostLength) return { problem: `longer than ${mostLength} characters` };
  if (nestingOf(text) > mostDepth) return { problem: `nested more than ${mostDepth} deep` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `not JSON: ${messageOf(error)}` };
  }
  if (!hasForbiddenName(json)) return { json };
  return { problem: `members called ${[...forbiddenNames].join(', ')} are not allowed` };
}

/** A rule from its JSON. Throws RULE_INVALID with every problem that it has. */
export function ruleFrom(json: unknown, place: string): RuleFile {
  const parsed = ruleFile.safeParse(json);
  const problems = parsed.success
    ? checkRule(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`);
  if (!parsed.success || problems.length > 0) throw new HubError('RULE_INVALID', `${place}: ${problems.join('; ')}`);
  return parsed.data;
}

/** Reads one rule from its text. Throws RULE_INVALID with every problem that it has. */
export function parseRule(text: string, place: string): RuleFile {
  const read = jsonOf(text);
  if ('problem' in read) throw new HubError('RULE_INVALID', `${place}: ${read.problem}`);
  return ruleFrom(read.json, place);
}
