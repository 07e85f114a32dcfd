import { resolve } from 'node:path';
import { type Sql, transaction } from '../src/entities/sql.ts';
import { compileRule } from '../src/rules/compile.ts';
import { factSourceOf } from '../src/rules/fact-catalogue.ts';
import { judge } from '../src/rules/judge.ts';
import { readRules } from '../src/rules/rule-files.ts';
import type { FirmHub } from './firm-hub.ts';

/** When a rule is asked, in days from now, and what is done to the book before. */
interface Asked {
  days?: number;
  change?: string;
}

/** What a rule finds, what it can not tell of, by labels and ids, and how many subjects it would ask about again. */
interface Said {
  found: string[];
  unknown: string[];
  dues: number;
}

async function ask(sql: Sql, hub: FirmHub, id: string, { days = 0, change }: Asked): Promise<Said> {
  if (change !== undefined) await sql.run(change);
  const rule = readRules(resolve('rules')).find((file) => file.rule.id === id)?.rule;
  const source = factSourceOf(rule?.entity ?? '');
  if (rule === undefined || source === undefined) throw new Error(`there is no rule ${id}`);
  const asOf = new Date(Date.now() + days * 86_400_000).toISOString();
  const said = await judge(sql, source, [compileRule(rule)], null, asOf, hub.config.policy);
  if (said.failures.length > 0) throw new Error(said.failures.map(({ message }) => message).join('; '));
  const found = said.findings.map(({ label, amount }) => `${id} ${label}: ${Number(amount)}`);
  return { found, unknown: said.unknowns.map(({ subjectId }) => subjectId), dues: said.dues.length };
}

/** What a rule says of the whole book at some time, after something has been done to it, which is left as it was. */
export async function ruleSays(hub: FirmHub, id: string, asked: Asked): Promise<Said> {
  const undo = new Error('undo');
  let said: Said | undefined;
  await transaction(hub.db.hub, async (sql) => {
    said = await ask(sql, hub, id, asked);
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return said as Said;
}
