import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { withConnection } from '../entities/sql.ts';
import { compileRule } from './compile.ts';
import { tryExamples } from './examples.ts';
import { readRules } from './rule-files.ts';

const rules = readRules(resolve('rules')).map(({ rule }) => compileRule(rule));

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe.each(rules.map((compiled) => [compiled.rule.id, compiled] as const))('%s', (_id, compiled) => {
  it('holds its examples in both evaluators', async () => {
    const tried = await withConnection(db.hub, (sql) => tryExamples(compiled, sql));
    expect(tried.flatMap(({ title, problems }) => problems.map((problem) => `${title}: ${problem}`))).toEqual([]);
    expect(tried.map(({ compiled: outcome }) => outcome)).toEqual(tried.map(({ expected }) => expected));
  });
});

it('finds an example that does not hold, in either evaluator', async () => {
  const [first] = rules as [(typeof rules)[number]];
  const [example, ...others] = first.rule.examples as [(typeof first.rule.examples)[number]];
  const outcome = example.outcome === 'passes' ? 'fires' : 'passes';
  const wrong = compileRule({ ...first.rule, examples: [{ ...example, outcome, amount: '-1' }, ...others] });
  const [tried] = await withConnection(db.hub, (sql) => tryExamples(wrong, sql));
  expect(tried?.problems).toEqual([
    `json-rules-engine: ${example.outcome}`,
    `SQL: ${example.outcome}`,
    expect.stringMatching(/^SQL: amount .*, not -1$/),
  ]);
});
