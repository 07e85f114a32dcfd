import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { add, readDecimal } from '../domain/decimal.ts';
import { withConnection } from '../entities/sql.ts';
import { type ExceptionDimension, type ExceptionGroupRow, exceptionGroups } from './exception-groups.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.owner.query('truncate exception cascade'));

const severities = ['low', 'medium', 'high', 'critical'];

interface Given {
  rule: string;
  severity: string;
  assignee: string | null;
  contractId: string | null;
  currency: string | null;
  amount: string | null;
  openedAt: string;
}

const write = (given: readonly Given[]) =>
  withConnection(db.hub, (sql) =>
    sql.run(
      `insert into exception (rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect, amount,
                              currency, owner_role, assignee, contract_id, sentence, facts, explanation, opened_at,
                              changed_at, correlation_id)
       select i.rule, 1, 'contract', gen_random_uuid(), 'x', 'open', 'change', i.severity, 'flag', i.amount, i.currency,
              'finance', i.assignee, i."contractId", 'x', '{}', '[]', i."openedAt", i."openedAt", gen_random_uuid()
         from jsonb_to_recordset($1::jsonb) as i (rule text, severity text, amount numeric, currency text, assignee text,
                                                  "contractId" uuid, "openedAt" timestamptz)`,
      [JSON.stringify(given)],
    ),
  );

const groups = (by: readonly ExceptionDimension[], filter = {}, first = 200) =>
  withConnection(db.hub, (sql) => exceptionGroups(sql, filter, by, first));

const contracts = [randomUUID(), randomUUID()];
const givenException: fc.Arbitrary<Given> = fc.record({
  rule: fc.constantFrom('R01', 'R02', 'R03'),
  severity: fc.constantFrom(...severities),
  assignee: fc.constantFrom(null, 'ann', 'ben'),
  contractId: fc.constantFrom(null, ...contracts),
  currency: fc.constantFrom(null, 'EUR', 'USD'),
  amount: fc.option(
    fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.constantFrom('', '.1', '.25', '.0000001'))
      .map(([whole, part]) => `${whole}${part}`),
  ),
  openedAt: fc.integer({ min: 0, max: 1000 }).map((day) => new Date(day * 86_400_000).toISOString()),
});

/** What the groups have to come to, the slow and plain way. */
function expected(given: readonly Given[], by: readonly ExceptionDimension[]) {
  const found = new Map<string, Given[]>();
  for (const each of given) {
    const key = JSON.stringify(by.map((name) => each[name as keyof Given]));
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found].map(([key, members]) => {
    const sums = new Map<string, string>();
    for (const { currency, amount } of members) {
      if (currency !== null && amount !== null) sums.set(currency, add(sums.get(currency) ?? '0', amount));
    }
    return {
      key,
      count: members.length,
      withoutAmount: members.filter(({ amount }) => amount === null).length,
      amounts: [...sums].sort().map(([currency, amount]) => ({ currency, amount: readDecimal(amount) })),
      worstSeverity: severities[Math.max(...members.map(({ severity }) => severities.indexOf(severity)))],
      oldestOpenedAt: members.map(({ openedAt }) => openedAt).sort()[0],
    };
  });
}

const comparable = (by: readonly ExceptionDimension[]) => (row: ExceptionGroupRow) => ({
  key: JSON.stringify(by.map((name) => row[name])),
  count: row.count,
  withoutAmount: row.withoutAmount,
  amounts: row.amounts.map(({ currency, amount }) => ({ currency, amount: readDecimal(amount) })),
  worstSeverity: row.worstSeverity,
  oldestOpenedAt: row.oldestOpenedAt,
});

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);

it('counts and sums to the last digit what adding up one by one comes to, however it is grouped', async () => {
  const dimensions = fc.subarray<ExceptionDimension>(['rule', 'assignee', 'contractId']);
  await fc.assert(
    fc.asyncProperty(fc.array(givenException, { maxLength: 30 }), dimensions, async (given, by) => {
      await db.owner.query('truncate exception cascade');
      await write(given);
      const found = (await groups(by)).map(comparable(by));
      expect(found.sort(byKey)).toEqual(expected(given, by).sort(byKey));
    }),
    { numRuns: 60 },
  );
});

it('puts the worst and the largest first, and stops where it is told to', async () => {
  const one = { assignee: null, contractId: null, currency: 'EUR', amount: '1', openedAt: '2026-01-01T00:00:00.000Z' };
  await write([
    { ...one, rule: 'R01', severity: 'low' },
    { ...one, rule: 'R01', severity: 'low' },
    { ...one, rule: 'R02', severity: 'high' },
    { ...one, rule: 'R03', severity: 'high' },
    { ...one, rule: 'R03', severity: 'low' },
  ]);
  expect((await groups(['rule'])).map(({ rule }) => rule)).toEqual(['R03', 'R02', 'R01']);
  expect((await groups(['rule'], {}, 1)).map(({ rule }) => rule)).toEqual(['R03']);
  expect(await groups(['rule'], { rule: { eq: 'R02' } })).toMatchObject([{ rule: 'R02', count: 1, assignee: null }]);
});

it('is one group of all without anything to group by, and none where there is nothing', async () => {
  expect(await groups([])).toEqual([]);
  const one = { rule: 'R01', severity: 'low', assignee: null, contractId: null, openedAt: '2026-01-01T00:00:00.000Z' };
  await write([
    { ...one, currency: 'EUR', amount: '1.10' },
    { ...one, currency: 'USD', amount: '2' },
    { ...one, currency: null, amount: null },
  ]);
  expect(await groups([])).toMatchObject([
    { count: 3, withoutAmount: 1, amounts: [{ currency: 'EUR' }, { currency: 'USD' }], rule: null },
  ]);
});
