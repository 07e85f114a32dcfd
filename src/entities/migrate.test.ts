import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from '../../migrations/forward-only.ts';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { until } from '../../test/until.ts';
import { migrate } from './migrate.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

class Earlier9000000000001 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table of_the_earlier (id int)');
  }
}

class Later9000000000002 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table inbox add column of_the_later text');
  }
}

/** The owner of a code that has two more migrations than this one. */
function owner() {
  const place = { url: db.url, role: 'throughline_owner', cell: 'main', poolSize: 2 } as const;
  const later = dataSource(place);
  const known = later.options.migrations as (new () => ForwardOnly)[];
  return later.setOptions({ migrations: [...known, Earlier9000000000001, Later9000000000002] });
}

const read = () => db.hub.query('select count(*)::int as count from inbox i');

it('gives way to hubs at work while somebody holds the table that it wants, and gets through when that ends', async () => {
  const admin = await dataSource({ url: db.url, cell: 'main', poolSize: 2 }).initialize();
  const longReader = db.hub.createQueryRunner();
  await longReader.startTransaction();
  await longReader.query('select count(*) from inbox i');
  let over = false;
  const migrated = migrate(admin, owner, 'main').finally(() => {
    over = true;
  });
  try {
    const waits = async () => {
      const [{ count }] = await admin.query(
        `select count(*)::int as count from pg_locks l where l.relation = 'inbox'::regclass and not l.granted`,
      );
      return count > 0;
    };
    // Twice: it comes back.
    for (const round of ['first', 'second']) {
      await until(waits, `the migration to wait for the table, the ${round} time`);
      // Stands behind the migration until that gives up; the long reader goes on all the while.
      expect(await read()).toEqual([{ count: 0 }]);
      expect(over).toBe(false);
    }
    await longReader.commitTransaction();
    expect(await migrated).toEqual(['Earlier9000000000001', 'Later9000000000002']);
    expect(await db.hub.query('select i.of_the_later from inbox i')).toEqual([]);
  } finally {
    if (longReader.isTransactionActive) await longReader.rollbackTransaction();
    await longReader.release();
    await migrated.catch(() => undefined);
    await admin.destroy();
  }
});

it('finds nothing to do the second time', async () => {
  const admin = await dataSource({ url: db.url, cell: 'main', poolSize: 2 }).initialize();
  try {
    expect(await migrate(admin, owner, 'main')).toEqual([]);
  } finally {
    await admin.destroy();
  }
});
