import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readAs, transaction, withConnection } from './sql.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const insert = (sql: Parameters<Parameters<typeof transaction>[1]>[0], id: number) =>
  sql.run(
    `insert into legal_entity (id, code, name, currency, country, time_zone, calendar_code)
     values ($1, $2, $2, 'USD', 'US', 'UTC', 'US')`,
    [id, `E${id}`],
  );

it('rolls back what a failed piece of work did', async () => {
  await expect(
    transaction(db.hub, async (sql) => {
      await insert(sql, 90);
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
  const left = await withConnection(db.hub, (sql) => sql.rows('select e.id from legal_entity e where e.id = 90'));
  expect(left).toEqual([]);
});

it('shows a reader its own legal entities and nothing without a scope', async () => {
  await transaction(db.hub, async (sql) => {
    await insert(sql, 1);
    await insert(sql, 2);
  });
  const select = 'select e.id from legal_entity e order by e.id';
  const scope = { legalEntityIds: [2], wholeGroup: false, cell: 'main', timeoutSeconds: 30 };
  expect(await readAs(db.reader, scope, (sql) => sql.rows(select))).toEqual([{ id: 2 }]);
  expect(await withConnection(db.reader, (sql) => sql.rows(select))).toEqual([]);
  expect(await readAs(db.reader, { ...scope, legalEntityIds: [] }, (sql) => sql.rows(select))).toEqual([]);
});
