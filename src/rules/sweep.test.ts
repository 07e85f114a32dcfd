import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, plainWork, plantException } from '../../test/exceptions.ts';
import { ruleWith } from '../../test/random-rules.ts';
import { timingPolicy, tolerancesPolicy } from '../domain/policies.ts';
import { withConnection } from '../entities/sql.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import { contractFacts } from './facts/contract.ts';
import { requestSweep } from './look-again.ts';
import { sweepRequested } from './sweep.ts';

const policyFile = (name: string) => JSON.parse(readFileSync(resolve('policies', `${name}.json`), 'utf8'));
const policy = {
  tolerances: tolerancesPolicy.parse(policyFile('tolerances')),
  timing: timingPolicy.parse(policyFile('timing')).production,
};
const numbered = compileRule(
  ruleWith(contractFacts, { all: [{ fact: 'contractNumber', operator: 'notEqual', value: 'none' }] }),
);
const contracts = Array.from({ length: 5 }, (_, place) => ({ id: randomUUID(), number: `C-${place}` }));

let db: TestDatabase;
const databases: TestDatabase[] = [];
beforeEach(async () => {
  db = await testDatabase();
  databases.push(db);
  for (const { id, number } of contracts) {
    await db.hub.query('insert into contract (id, number, occurred_at) values ($1, $2, now())', [id, number]);
  }
});
afterAll(async () => {
  for (const each of databases) await each.close();
});

/** Judges the book by rules, two subjects at a time. Returns which rules failed. */
async function sweepBy(...rules: CompiledRule[]): Promise<string[]> {
  const failed: string[] = [];
  await inOne(db, (sql) => requestSweep(sql, 'time', randomUUID()));
  const context = {
    rules: () => Promise.resolve({ rules, broken: [] }),
    policy,
    work: plainWork(),
    asOfStepSeconds: 60,
    onFailure: (rule: string) => failed.push(rule),
  };
  expect(await sweepRequested(db.hub, context, 2)).toBe(1);
  return failed;
}

const openBy = (rule: string) =>
  withConnection(db.hub, async (sql) => {
    const found = await sql.rows<{ subject_id: string }>(
      'select e.subject_id from exception e where e.rule = $1 and e.closed_at is null',
      [rule],
    );
    return found.map(({ subject_id: id }) => contracts.find((contract) => contract.id === id)?.number).sort();
  });

const tallyOf = (rule: string) =>
  withConnection(db.hub, (sql) =>
    sql.row('select t.judged::int, t.fired::int, t.passed::int from rule_tally t where t.rule = $1', [rule]),
  );

const numbers = contracts.map(({ number }) => number);

it('judges each subject once, however few are judged at a time', async () => {
  expect(await sweepBy(numbered)).toEqual([]);
  expect([await openBy('R99'), await tallyOf('R99')]).toEqual([numbers, { judged: 5, fired: 5, passed: 0 }]);
});

it('opens what time alone has brought about under the event that expected it, whoever looks first', async () => {
  const expectedBy = randomUUID();
  await db.hub.query(
    `insert into due (kind, subject_id, at, correlation_id)
     values ('contract', $1, now() - interval '1 hour', $3), ('contract', $2, now() + interval '1 hour', $3)`,
    [contracts[0]?.id, contracts[1]?.id, expectedBy],
  );
  await sweepBy(numbered);
  const opened = await db.hub.query('select e.subject_id from exception e where e.correlation_id = $1', [expectedBy]);
  expect(opened).toEqual([{ subject_id: contracts[0]?.id }]);
});

it('clears what stands on something that is no subject any more', async () => {
  const id = await plantException(db, { rule: 'R99' });
  await sweepBy(numbered);
  const stands = await withConnection(db.hub, (sql) =>
    sql.row('select e.status from exception e where e.id = $1', [id]),
  );
  expect(stands).toEqual({ status: 'closed' });
});

it('leaves a rule that fails on some subject out from there on, says so once, and judges by the others', async () => {
  const { rule } = numbered;
  const dividing = (by: string) => ({ ...numbered, rule: { ...rule, id: 'R98' }, predicate: `1 / (${by}) = 1` });
  await sweepBy(numbered, dividing('1'));
  expect(await openBy('R98')).toEqual(numbers);
  const last = contracts.map(({ id }) => id).sort()[2] as string;
  expect(await sweepBy(numbered, dividing(`case when f.id = '${last}' then 0 else 2 end`))).toEqual(['R98']);
  const failure = await withConnection(db.hub, (sql) => sql.rows('select f.rule from rule_failure f'));
  expect(failure).toEqual([{ rule: 'R98' }]);
  expect([(await openBy('R98')).length, await openBy('R99')]).toEqual([3, numbers]);
  expect(await tallyOf('R98')).toEqual({ judged: 5, fired: 5, passed: 0 });
});
