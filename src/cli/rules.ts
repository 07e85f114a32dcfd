import { resolve } from 'node:path';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { type Sql, withConnection } from '../entities/sql.ts';
import { compileRule } from '../rules/compile.ts';
import { type TriedExample, tryExamples } from '../rules/examples.ts';
import { readRules } from '../rules/rule-files.ts';
import { registerBacktest } from './backtest.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';
import { registerRuleLives } from './rule-lives.ts';

interface TriedRule {
  file: string;
  rule: string;
  title: string;
  examples: TriedExample[];
}

async function tryRules(folder: string, sql: Sql | undefined): Promise<TriedRule[]> {
  const tried: TriedRule[] = [];
  for (const { file, rule } of readRules(folder)) {
    const { id, title } = rule;
    tried.push({ file, rule: id, title, examples: await tryExamples(compileRule(rule), sql) });
  }
  return tried;
}

/** The examples are worth trying without a database too: then by one evaluator. */
async function withOrWithout(parts: CliParts, folder: string, wanted: boolean): Promise<TriedRule[]> {
  if (!wanted) return tryRules(folder, undefined);
  try {
    return await withConnection(await parts.hub(), (sql) => tryRules(folder, sql));
  } catch (error) {
    const without = error instanceof HubError && ['CONFIG_INVALID', 'DATABASE_UNAVAILABLE'].includes(error.code);
    if (!without) throw error;
    parts.complain(`Without a database (${error.message}): the examples are tried by json-rules-engine alone.`);
    return tryRules(folder, undefined);
  }
}

function folderOf(parts: CliParts, given: string | undefined): string {
  if (given !== undefined) return resolve(given);
  try {
    return parts.config().rulesFolder;
  } catch (error) {
    // A firm's rules can be tried before there is a hub for them.
    if (error instanceof HubError && error.code === 'CONFIG_INVALID') return resolve('rules');
    throw error;
  }
}

function answerOf(rules: readonly TriedRule[]): Answer {
  const all = rules.flatMap(({ file, examples }) => examples.map((example) => ({ file, ...example })));
  const wrong = all.filter(({ problems }) => problems.length > 0);
  const lines = all.map(({ file, title, expected, problems }) => [
    problems.length === 0 ? 'ok' : 'FAIL',
    file,
    expected,
    problems.length === 0 ? title : `${title}: ${problems.join('; ')}`,
  ]);
  const summary = `${rules.length} rules, ${all.length} examples, ${wrong.length} do not hold`;
  const text = `${columns(['', 'file', 'outcome', 'example'], lines)}\n\n${summary}`;
  return { text, json: { rules, failed: wrong.length }, failed: wrong.length > 0 };
}

/** `throughline rules …` */
export function registerRules(program: Command, parts: CliParts): void {
  const rules = program.command('rules').description('Rules: their files and their life.');
  const test = rules
    .command('test')
    .description("Check every rule file and try its examples. Fails when one doesn't hold.")
    .argument('[folder]', 'where the files are; the configured folder when left out')
    .option('--no-database', 'try them by json-rules-engine alone');
  answering(test, parts, async (folder: string | undefined, { database }: { database: boolean }) =>
    answerOf(await withOrWithout(parts, folderOf(parts, folder), database)),
  );
  registerRuleLives(rules, parts);
  registerBacktest(rules, parts);
}
