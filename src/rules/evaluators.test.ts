import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { propertySeed } from '../../test/property-seed.ts';
import { type RandomBatch, randomBatch, ruleWith } from '../../test/random-rules.ts';
import { withConnection } from '../entities/sql.ts';
import { checkRule } from './check-rule.ts';
import { compileRule } from './compile.ts';
import { explain } from './explain.ts';
import { factSourceOf } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { factsGiven } from './fact-values.ts';
import { type GivenFacts, judgeGiven } from './judge-given.ts';
import { type Conditions, type RuleFile, ruleFile } from './rule-file.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const isAccepted = (rule: RuleFile) => ruleFile.safeParse(rule).success && checkRule(rule).length === 0;

/** Every case of a batch on which the two evaluators differ, small enough to read. */
async function differences({ source, facts }: RandomBatch, accepted: readonly RuleFile[]): Promise<string[]> {
  const judged = await withConnection(db.hub, (sql) =>
    judgeGiven(
      sql,
      source,
      accepted.map((rule) => compileRule(rule)),
      facts,
    ),
  );
  const found: string[] = [];
  for (const [row, given] of facts.entries()) {
    for (const [place, rule] of accepted.entries()) {
      const { outcome, comparisons } = await explain(rule, factsGiven(source, given), null);
      const compiled = judged[row]?.[place]?.outcome;
      if (outcome === compiled) continue;
      const mentioned = Object.fromEntries(comparisons.map(({ fact }) => [fact, given[fact]]));
      found.push(JSON.stringify({ explained: outcome, compiled, conditions: rule.conditions, given: mentioned }));
    }
  }
  return found;
}

it(`gives every random rule the same outcome on every random fact (PROPERTY_SEED=${propertySeed})`, async () => {
  let tried = 0;
  for (const batch of fc.sample(randomBatch(20, 25), { seed: propertySeed, numRuns: 40 })) {
    const accepted = batch.rules.filter(isAccepted);
    tried += accepted.length * batch.facts.length;
    const found = await differences(batch, accepted);
    expect(found.sort((one, other) => one.length - other.length).slice(0, 3)).toEqual([]);
  }
  expect(tried).toBeGreaterThan(10_000);
});

const contract = factSourceOf('contract') as FactSource;

/** What both evaluators say of a condition on given facts about a contract. */
async function outcomes(of: Conditions, given: GivenFacts) {
  const rule = ruleWith(contract, of);
  expect(checkRule(rule)).toEqual([]);
  const judged = await withConnection(db.hub, (sql) => judgeGiven(sql, contract, [compileRule(rule)], [given]));
  return [(await explain(rule, factsGiven(contract, given), null)).outcome, judged[0]?.[0]?.outcome];
}

it('tells two instants apart by a microsecond, and finds one instant the same in every zone', async () => {
  const late = '2026-01-01T00:00:00.000001Z';
  const facts = { flowChangedAt: late, flowKnownThrough: '2026-01-01T00:00:00Z' };
  const isKnown: Conditions = { fact: 'flowKnownThrough', operator: 'atOrAfter', value: { fact: 'flowChangedAt' } };
  expect(await outcomes(isKnown, facts)).toEqual(['passes', 'passes']);
  const elsewhere = { ...facts, flowKnownThrough: '2026-01-01T05:45:00.000001+05:45' };
  expect(await outcomes(isKnown, elsewhere)).toEqual(['fires', 'fires']);
  const isLate: Conditions = { fact: 'flowChangedAt', operator: 'after', value: '2025-12-31T14:15:00-09:45' };
  expect(await outcomes(isLate, facts)).toEqual(['fires', 'fires']);
});

it.each([
  ['a list operator over another fact', { fact: 'contractNumber', operator: 'in', value: { fact: 'contractStatus' } }],
  ['a fact that every object of JavaScript has', { fact: 'constructor', operator: 'equal', value: 'x' }],
  ['another fact of that kind', { fact: 'contractNumber', operator: 'equal', value: { fact: 'toString' } }],
  ['text that Postgres can not hold', { fact: 'contractNumber', operator: 'equal', value: 'a\0' }],
  ['half a character', { fact: 'contractNumber', operator: 'equal', value: '\ud83d' }],
  ['a decimal amid spaces', { fact: 'contractValue', operator: 'equal', value: '\u00a01' }],
  ['a day that no month has', { fact: 'asOf', operator: 'after', value: '2025-02-30T00:00:00Z' }],
  ['an instant without a zone', { fact: 'asOf', operator: 'after', value: '2026-01-01T00:00:00' }],
  ['an instant in words', { fact: 'asOf', operator: 'after', value: 'Jan 1 2026' }],
  ['more digits than an instant keeps', { fact: 'asOf', operator: 'after', value: '2026-01-01T00:00:00.0000009Z' }],
] as const)('refuses what the two would read differently: %s', (_what, of) => {
  expect(checkRule(ruleWith(contract, of as unknown as Conditions))).not.toEqual([]);
});

it('refuses a day of a milestone that is in no calendar', () => {
  const milestone = factSourceOf('milestone') as FactSource;
  const on = (value: string) => checkRule(ruleWith(milestone, { fact: 'plannedOn', operator: 'before', value }));
  expect(on('2024-02-29')).toEqual([]);
  expect([on('2025-02-29'), on('0000-01-01')].every((problems) => problems.length > 0)).toBe(true);
});

it('refuses an example whose value is not of the type of its fact', () => {
  const rule = ruleWith(contract, { fact: 'contractValue', operator: 'equal', value: '1' });
  const [first, ...others] = rule.examples as [RuleFile['examples'][number]];
  const examples = [{ ...first, given: { contractValue: 'much', toString: '1' } }, ...others];
  expect(checkRule({ ...rule, examples })).toEqual([
    'examples "fires": "much" is not a decimal, as "contractValue" is',
    'examples "fires": no fact "toString"',
  ]);
});
