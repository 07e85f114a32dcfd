import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { until } from '../../test/until.ts';
import { withCreateRight } from './jobs.ts';

let db: TestDatabase;
let hubs: DataSource[];
beforeAll(async () => {
  db = await testDatabase();
  const admin = () => dataSource({ url: db.url, cell: 'main', poolSize: 2 }).initialize();
  hubs = [await admin(), await admin()];
});
afterAll(async () => {
  for (const hub of hubs) await hub.destroy();
  await db.close();
});

const mayCreate = async (): Promise<boolean> =>
  (await db.hub.query(`select has_database_privilege(current_database(), 'create') as may`))[0].may;

const somebodyWaits = async () =>
  (
    await db.hub.query(
      `select 1 from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`,
    )
  ).length > 0;

it('gives two hubs that start at once the right to set up the queue one after the other, and leaves it to none', async () => {
  const [one, other] = hubs as [DataSource, DataSource];
  const had: [string, boolean][] = [];
  let second: Promise<void> = Promise.resolve();
  await withCreateRight(one, async () => {
    second = withCreateRight(other, async () => void had.push(['the second', await mayCreate()]));
    await Promise.race([second, until(somebodyWaits, 'the second to wait')]);
    had.push(['the first, when the second has come', await mayCreate()]);
  });
  await second;
  expect(had).toEqual([
    ['the first, when the second has come', true],
    ['the second', true],
  ]);
  expect(await mayCreate()).toBe(false);
});
