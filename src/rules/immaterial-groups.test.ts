import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, plainWork, plantException } from '../../test/exceptions.ts';
import { keepGroups, tellGroups } from './immaterial-groups.ts';

let db: TestDatabase;
const contract = { nord: '', sued: '' };
beforeAll(async () => {
  db = await testDatabase();
  for (const name of ['nord', 'sued'] as const) {
    const [customer, id] = [randomUUID(), randomUUID()];
    contract[name] = id;
    await db.hub.query('insert into customer (id, name, occurred_at) values ($1, $2, now())', [customer, name]);
    await db.hub.query('insert into contract (id, customer_id, occurred_at) values ($1, $2, now())', [id, customer]);
  }
});
afterAll(() => db.close());

const small = (rule: string, amount: string, customer: 'nord' | 'sued' = 'nord') =>
  plantException(db, { rule, amount, currency: 'EUR', contractId: contract[customer], material: false });

/** What is told of a rule when the groups are looked at. */
async function told(rule: string): Promise<Record<string, unknown>[]> {
  const count = () => db.hub.query(`select count(*)::int as count from feed f where f.payload->>'rule' = $1`, [rule]);
  const [before] = await count();
  await tellGroups(db.hub, plainWork());
  const rows = await db.hub.query(
    `select f.payload from feed f where f.payload->>'rule' = $1 order by f.id offset $2`,
    [rule, before.count],
  );
  return rows.map(({ payload }: { payload: Record<string, unknown> }) => payload);
}

it('tells once of many that are each too small and together are not, by rule and customer', async () => {
  for (const customer of ['nord', 'sued'] as const) await small('R19', '600', customer);
  await small('R21', '600');
  expect(await told('R19')).toEqual([]);
  await small('R19', '400');
  expect(await told('R19')).toMatchObject([
    {
      count: 2,
      amount: '1000',
      sentence: 'R19: 2 exceptions of nord, each too small by itself, come to 1,000.00 EUR.',
    },
  ]);
  await small('R19', '900');
  expect(await told('R19')).toEqual([]);
});

it('tells again only after it had come to less', async () => {
  const ids = [await small('R10', '700'), await small('R10', '700')];
  expect(await told('R10')).toHaveLength(1);
  await db.hub.query(`update exception e set status = 'closed', closed_at = now() where e.id = $1`, [ids[0]]);
  expect(await told('R10')).toEqual([]);
  await small('R10', '300');
  expect(await told('R10')).toMatchObject([{ count: 2, amount: '1000' }]);
});

it('counts neither what is told of by itself, nor what is an accepted risk, nor another currency', async () => {
  await small('R14', '999');
  await plantException(db, { rule: 'R14', amount: '5000', currency: 'EUR', contractId: contract.nord });
  await plantException(db, { rule: 'R14', amount: '900', currency: 'USD', contractId: contract.nord, material: false });
  const accepted = await small('R14', '900');
  await db.hub.query(`update exception e set status = 'accepted' where e.id = $1`, [accepted]);
  expect(await told('R14')).toEqual([]);
});

it('tells of no group that was there when a first load was judged', async () => {
  await small('R04', '2000');
  await inOne(db, (sql) => keepGroups(sql, plainWork()));
  expect(await told('R04')).toEqual([]);
});
