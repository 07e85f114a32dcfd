import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import type { RuleLife } from '../domain/rule-life.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { ruleVersions } from '../rules/rule-lives.ts';
import { setLife } from '../rules/set-life.ts';
import { takeRules } from '../rules/take-rules.ts';
import { answering, type CliParts, columns } from './command.ts';

interface LifeOptions {
  reason: string;
  version?: string;
}

/** The verbs that change what a version is, with what it becomes. */
const verbs: readonly { name: string; life: RuleLife; about: string }[] = [
  { name: 'shadow', life: 'shadow', about: 'Try a version: it is judged and recorded, and nobody is told.' },
  { name: 'activate', life: 'active', about: 'Judge by a version, instead of the one that was active.' },
  { name: 'retire', life: 'retired', about: 'Judge by a version no longer; what it found is cleared.' },
];

function versionIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new HubError('BAD_USER_INPUT', `--version: "${text}" is not the number of a version`);
}

function registerVerb(rules: Command, parts: CliParts, { name, life, about }: (typeof verbs)[number]): void {
  const which = life === 'retired' ? 'the one that is judged by' : 'the newest';
  const command = rules
    .command(`${name} <rule>`)
    .description(about)
    .requiredOption('--reason <words>', 'why, for the history and the audit log')
    .option('--version <number>', `the version; ${which} when left out`);
  answering(command, parts, async (rule: string, { reason, version }: LifeOptions) => {
    const wanted = { rule, version: versionIn(version), life, reason };
    const correlationId = randomUUID();
    const now = await transaction(await parts.hub(), (sql) => setLife(sql, wanted, parts.actor, correlationId));
    const text = `${now.rule} version ${now.version} is ${now.life}. The hub judges the book anew; correlation ${correlationId}`;
    return { text, json: { ...now, correlationId } };
  });
}

function registerList(rules: Command, parts: CliParts): void {
  const command = rules.command('list').description('Every version of every rule, and what it is since when.');
  answering(command, parts, async () => {
    const versions = await withConnection(await parts.hub(), (sql) => ruleVersions(sql));
    const lines = versions.map((each) => [
      each.rule,
      String(each.version),
      each.life,
      each.since,
      each.by,
      each.title,
      each.reason,
    ]);
    const text = columns(['rule', 'version', 'is', 'since', 'by', 'title', 'reason'], lines);
    return { text, json: { versions } };
  });
}

function registerReload(rules: Command, parts: CliParts): void {
  const command = rules
    .command('reload')
    .description('Take in what is new in the folder of the rules: all of it, or nothing when a file is wrong.');
  answering(command, parts, async () => {
    const changes = await takeRules(await parts.hub(), parts.config().rulesFolder, parts.actor);
    const lines = changes.map(({ rule, version, life, reason }) => `${rule} version ${version} is ${life}: ${reason}`);
    return { text: lines.length === 0 ? 'Nothing is new.' : lines.join('\n'), json: { changes } };
  });
}

/** `throughline rules list|shadow|activate|retire|reload` */
export function registerRuleLives(rules: Command, parts: CliParts): void {
  registerList(rules, parts);
  for (const verb of verbs) registerVerb(rules, parts, verb);
  registerReload(rules, parts);
}
