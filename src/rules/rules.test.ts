import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readDecimal } from '../domain/decimal.ts';
import { withConnection } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { explain } from './explain.ts';
import { factColumn, factSourceOf, factsOf } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { normalise } from './fact-values.ts';
import { loadRules } from './rule-set.ts';

const { rules } = loadRules(resolve('rules'));

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const sqlTypes = {
  text: 'text',
  decimal: 'numeric',
  integer: 'int',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
};

/** Judges given facts by the compiled SQL, over a row made of them. */
async function bySql({ predicate, amount, severity, rule }: CompiledRule, given: Record<string, unknown>) {
  const source = factSourceOf(rule.entity) as FactSource;
  const columns = Object.entries(factsOf(source)).map(([name, { type }]) => `${factColumn(name)} ${sqlTypes[type]}`);
  const row = Object.fromEntries(Object.entries(given).map(([name, value]) => [factColumn(name), value]));
  const [result] = await withConnection(db.hub, (sql) =>
    sql.rows<{ outcome: boolean | null; amount: string | null; severity: string }>(
      `select ${predicate} as outcome, ${amount} as amount, ${severity} as severity
         from jsonb_to_record($1::jsonb) as f (${columns.join(', ')})`,
      [JSON.stringify(row)],
    ),
  );
  return result as { outcome: boolean | null; amount: string | null; severity: string };
}

const outcomes = new Map([
  [true, 'fires'],
  [false, 'passes'],
  [null, 'cannotEvaluate'],
]);

describe.each(rules.map((rule) => [rule.rule.id, rule] as const))('%s', (_id, compiled) => {
  const source = factSourceOf(compiled.rule.entity) as FactSource;
  it.each(compiled.rule.examples.map((example) => [example.title, example] as const))(
    'holds its example in both evaluators: %s',
    async (_title, example) => {
      const judged = await bySql(compiled, example.given);
      expect(outcomes.get(judged.outcome)).toBe(example.outcome);
      if (example.amount !== undefined) expect(readDecimal(judged.amount)).toBe(readDecimal(example.amount));
      if (example.severity !== undefined) expect(judged.severity).toBe(example.severity);
      const facts = Object.fromEntries(
        Object.entries(factsOf(source)).map(([name, { type }]) => [name, normalise(example.given[name], type)]),
      );
      expect((await explain(compiled.rule, facts, 'EUR')).outcome).toBe(example.outcome);
    },
  );
});
