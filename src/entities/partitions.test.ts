import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { schemaText } from '../../scripts/schema-text.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { sequence } from '../feed/sequencer.ts';
import { appendFeed } from './append-feed.ts';
import { makePartitions, type TableMonth, tableMonths } from './partitions.ts';
import { readAs, transaction, withConnection } from './sql.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const ahead = 3;
const months = (): Promise<TableMonth[]> => withConnection(db.owner, (sql) => tableMonths(sql, ahead));
const missing = async () => (await months()).filter(({ made }) => !made).map(({ partition }) => partition);

// As if no partition had ever been made; what was in one is in the default partition again.
beforeEach(async () => {
  for (const { table, partition, made } of await months()) {
    if (!made) continue;
    await db.owner.query(`
      alter table ${table} detach partition ${partition};
      alter table ${partition} disable row level security;
      insert into ${table}_default select p.* from ${partition} p;
      drop table ${partition};
    `);
  }
});

const event = (legalEntityId: number | null) => ({
  type: 'exception.opened',
  aggregate: 'exception',
  aggregateId: randomUUID(),
  aggregateVersion: 1,
  legalEntityId,
  payload: { sentence: 'x' },
  correlationId: randomUUID(),
  causationId: null,
});
const happens = (legalEntityId: number | null = 1) =>
  transaction(db.hub, (sql) => appendFeed(sql, [event(legalEntityId)]));

const feedRows = () =>
  db.hub.query('select f.id, f.xid::text, f.recorded_at, f.payload, f.correlation_id from feed f order by f.id');
const kept = async (partition: string): Promise<number> =>
  (await db.owner.query(`select count(*)::int as count from ${partition}`))[0].count;

it('gives inbox and feed this month and three more, and the next time finds nothing to do', async () => {
  const { made, waiting } = await makePartitions(db.owner, ahead);
  expect(waiting).toEqual([]);
  expect(made.map(({ table }) => table)).toEqual([...Array(4).fill('feed'), ...Array(4).fill('inbox')]);
  const [{ month }] = await db.owner.query(`select to_char(clock_timestamp(), 'YYYY_MM') as month`);
  expect(made.map(({ partition }) => partition)).toContain(`feed_${month}`);
  expect(await missing()).toEqual([]);
  expect(await makePartitions(db.owner, ahead)).toEqual({ made: [], waiting: [] });
  const longer = await makePartitions(db.owner, ahead + 1);
  expect(longer.made.map(({ table }) => table)).toEqual(['feed', 'inbox']);
  for (const { table, partition } of longer.made) {
    await db.owner.query(`alter table ${table} detach partition ${partition}; drop table ${partition}`);
  }
});

it('moves what the default partition kept for a month, as it was, and leaves the rest', async () => {
  for (const entity of [1, 2, 3]) await happens(entity);
  await sequence(db.hub);
  await happens(4);
  await db.hub.query(`
    insert into feed (recorded_at, type, aggregate, aggregate_id, aggregate_version, payload, correlation_id)
    values ('2001-01-31', 'old', 'exception', gen_random_uuid(), 1, '{}', gen_random_uuid()),
           (date_trunc('month', clock_timestamp()) + interval '2 months', 'ahead', 'exception', gen_random_uuid(), 1, '{}',
            gen_random_uuid())`);
  const before = await feedRows();
  const { made } = await makePartitions(db.owner, ahead);
  expect(made.filter(({ table }) => table === 'feed').map(({ moved }) => moved)).toEqual([4, 0, 1, 0]);
  expect(await feedRows()).toEqual(before);
  expect([await kept('feed_default'), await kept(made[0]?.partition ?? '')]).toEqual([1, 4]);
  // The sequencer goes on from where it was: what was moved is not new to it, and what was not counted is not lost.
  await sequence(db.hub);
  const counted = await db.hub.query('select p.feed_id from feed_position p order by p.pos');
  expect(counted.map(({ feed_id }: { feed_id: string }) => feed_id)).toEqual(
    before.map(({ id }: { id: string }) => id),
  );
});

it('makes them while others write, and no row is refused, lost or doubled', async () => {
  const [{ count: before }] = await db.hub.query('select count(*)::int as count from feed');
  let writing = true;
  let written = 0;
  const writers = Array.from({ length: 4 }, async () => {
    while (writing) {
      await happens();
      written += 1;
    }
  });
  for (let round = 0; round < 5; round += 1) {
    const { made, waiting } = await makePartitions(db.owner, ahead);
    expect([made.length, waiting]).toEqual([8, []]);
    for (const { table, partition } of made) {
      // Back to the default partition, as fast as the rows came out of it.
      await transaction(db.owner, (sql) =>
        sql.run(`
          lock table ${table} in access exclusive mode;
          alter table ${table} detach partition ${partition};
          insert into ${table}_default select p.* from ${partition} p;
          drop table ${partition}`),
      );
    }
  }
  writing = false;
  await Promise.all(writers);
  expect(written).toBeGreaterThan(20);
  expect(await db.hub.query('select count(*)::int as count, count(distinct f.id)::int as ids from feed f')).toEqual([
    { count: before + written, ids: before + written },
  ]);
});

it('does not wait long for a table that is in use, makes what it can, and the rest when it comes again', async () => {
  const user = db.hub.createQueryRunner();
  await user.startTransaction();
  await user.query(`insert into inbox (received_at, system, type, origin, stripe, correlation_id)
                    values (clock_timestamp(), 'x', 'record', 'poll', 1, gen_random_uuid())`);
  const { made, waiting } = await makePartitions(db.owner, 1);
  expect(made.map(({ table }) => table)).toEqual(['feed', 'feed']);
  expect(waiting.map(({ table, reason }) => [table, reason])).toEqual(
    Array(2).fill(['inbox', 'the table was in use for longer than 2s']),
  );
  await user.commitTransaction();
  await user.release();
  const again = await makePartitions(db.owner, 1);
  expect(again.waiting).toEqual([]);
  expect(again.made.map(({ table, moved }) => [table, moved])).toEqual([
    ['inbox', 1],
    ['inbox', 0],
  ]);
});

it('makes each once when several do so at the same time', async () => {
  const all = await Promise.all([makePartitions(db.owner, ahead), makePartitions(db.owner, ahead)]);
  expect(all.flatMap(({ made }) => made)).toHaveLength(8);
  expect(all.flatMap(({ waiting }) => waiting)).toEqual([]);
});

it('says of a table in the way that it is there, and touches nothing', async () => {
  const [first] = await months();
  await db.owner.query(`create table ${first?.partition} (id int)`);
  const { made, waiting } = await makePartitions(db.owner, ahead);
  await db.owner.query(`drop table ${first?.partition}`);
  expect(made).toHaveLength(7);
  expect(waiting).toEqual([
    expect.objectContaining({
      partition: first?.partition,
      reason: 'there is a table of that name which is none of its partitions',
    }),
  ]);
});

it('shows nothing of a partition to whoever may only see what the table shows them', async () => {
  await happens(1);
  const { made } = await makePartitions(db.owner, ahead);
  const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 30 };
  for (const { table, partition } of made) {
    for (const database of [db.reader, db.hub]) {
      const direct = withConnection(database, (sql) => sql.rows(`select 1 from ${partition}`));
      await expect(direct).rejects.toMatchObject({ code: '42501' });
    }
    await db.owner.query(`grant select on ${partition} to throughline_reader`);
    expect([table, await readAs(db.reader, scope, (sql) => sql.rows(`select 1 from ${partition}`))]).toEqual([
      table,
      [],
    ]);
  }
  // Through the table they see what its policy lets them see.
  const seen = (legalEntityIds: number[]) =>
    readAs(db.reader, { ...scope, legalEntityIds }, (sql) =>
      sql.rows('select distinct f.legal_entity_id as entity from feed f order by 1'),
    );
  expect(await seen([1])).toEqual([{ entity: 1 }]);
  expect(await seen([77])).toEqual([]);
});

it('gives a partition the indexes, checks and columns of the default one, and the printed schema none of them', async () => {
  const { made } = await makePartitions(db.owner, ahead);
  const shapeOf = async (partition: string) => {
    const lines: { line: string }[] = await db.owner.query(
      `select pg_get_indexdef(i.indexrelid) as line from pg_index i where i.indrelid = $1::regclass
        union all
       select pg_get_constraintdef(c.oid) from pg_constraint c where c.conrelid = $1::regclass and c.contype <> 'n'
        union all
       select a.attname || ' ' || a.attnotnull || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
         from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = $1::regclass and a.attnum > 0`,
      [partition],
    );
    return lines.map(({ line }) => line.replace(/ INDEX \S+ ON \S+/, ' INDEX')).sort();
  };
  for (const { table, partition } of made) {
    expect(await shapeOf(partition)).toEqual(await shapeOf(`${table}_default`));
  }
  expect(await shapeOf('inbox_default')).toContainEqual(
    expect.stringMatching(/^CREATE INDEX USING btree \(stripe, id\)/),
  );
  expect(await schemaText(db.owner, 'main')).toBe(readFileSync('migrations/schema.sql', 'utf8'));
});
