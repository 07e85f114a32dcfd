import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, type Planted, plantException } from '../../test/exceptions.ts';
import { actOn } from '../rules/workflow.ts';
import { type ExceptionRow, exceptions } from './exceptions.ts';
import type { Filter } from './filter.ts';
import { listPage } from './list.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

async function found(filter: Filter): Promise<ExceptionRow[]> {
  return (await inOne(db, (sql) => listPage<ExceptionRow>(sql, exceptions, { filter, first: 50 }))).rows;
}
const substatusOf = async (id: string) => (await found({ id: { eq: id } }))[0]?.substatus;
const old: Planted = { openedIn: '-40 days', amount: '10', currency: 'EUR', severity: 'medium' };
const set = (id: string, change: string) => db.hub.query(`update exception e set ${change} where e.id = $1`, [id]);

it('is new in its first month, ongoing after it, and nothing once it is closed', async () => {
  expect(await substatusOf(await plantException(db, {}))).toBe('new');
  expect(await substatusOf(await plantException(db, old))).toBe('ongoing');
  expect(await substatusOf(await plantException(db, { status: 'closed' }))).toBeNull();
});

it('has regressed when it is back after it was closed, whenever that was', async () => {
  expect(await substatusOf(await plantException(db, { episode: 2 }))).toBe('regressed');
  expect(await substatusOf(await plantException(db, { ...old, episode: 2 }))).toBe('regressed');
});

it.each([
  [`severity = 'high'`, 'escalating'],
  ['amount = 10.01', 'escalating'],
  [`severity = 'low'`, 'ongoing'],
  ['amount = 9', 'ongoing'],
  ['amount = null', 'ongoing'],
  [`amount = 99, currency = 'USD'`, 'ongoing'],
])('with %s since somebody did something with it is %s', async (change, substatus) => {
  const id = await plantException(db, old);
  await set(id, change);
  expect(await substatusOf(id)).toBe(substatus);
  await inOne(db, (sql) => actOn(sql, [{ id }], { type: 'commented', comment: 'seen' }, 'persona:finance', [1]));
  expect(await substatusOf(id)).toBe('ongoing');
});

it('finds by what has become of them, and counts an accepted risk as nothing that is open', async () => {
  const rule = 'R99';
  const [risen, accepted] = [await plantException(db, { ...old, rule }), await plantException(db, { ...old, rule })];
  await set(risen, 'amount = 11');
  await set(accepted, `status = 'accepted'`);
  const ids = async (filter: Filter) => (await found({ rule: { eq: rule }, ...filter })).map(({ id }) => id);
  expect(await ids({ substatus: { eq: 'escalating' } })).toEqual([risen]);
  expect(await ids({ open: { eq: true } })).toEqual([risen]);
  expect(await ids({ open: { eq: false } })).toEqual([accepted]);
  expect(await ids({ status: { eq: 'accepted' } })).toEqual([accepted]);
});
