import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import type { OldMonth } from '../domain/old-month.ts';
import { feedInvariants } from '../invariants/feed.ts';
import { readFeed } from './read-feed.ts';
import { dropOldMonths } from './retention.ts';
import { sequence } from './sequencer.ts';

let db: TestDatabase;

async function makeMonth(name: string, ago: number): Promise<void> {
  const [{ begins, ends }] = await db.owner.query(
    `select date_trunc('month', clock_timestamp()) - make_interval(months => $1) as begins,
            date_trunc('month', clock_timestamp()) - make_interval(months => $1 - 1) as ends`,
    [ago],
  );
  await db.owner.query(`
    create table feed_${name} (like feed including defaults including constraints);
    alter table feed_${name} enable row level security;
    alter table feed attach partition feed_${name} for values from ('${begins}') to ('${ends}')`);
}

/** Something that was told so many months ago. */
async function told(monthsAgo: number, day: number): Promise<void> {
  await db.hub.query(
    `insert into feed (recorded_at, type, aggregate, aggregate_id, aggregate_version, legal_entity_id, payload, correlation_id)
     values (date_trunc('month', clock_timestamp()) - make_interval(months => $1) + make_interval(days => $2),
             'exception.opened', 'exception', $3, 1, 1, '{}', $3)`,
    [monthsAgo, day, randomUUID()],
  );
  await sequence(db.hub);
}

beforeAll(async () => {
  db = await testDatabase();
  await makeMonth('first', 5);
  await makeMonth('second', 4);
  await makeMonth('third', 3);
  // What was begun at the end of a month may be committed after the next has begun: the third comes before the second.
  for (const [ago, day] of [
    [5, 1],
    [4, 0],
    [5, 27],
    [4, 20],
    [3, 1],
  ] as const)
    await told(ago, day);
});
afterAll(() => db.close());

const drop = (months: number | null, dryRun = false) => dropOldMonths(db.owner, db.hub, months, dryRun);
const named = (months: readonly OldMonth[]) => months.map(({ partition, reason }) => ({ partition, reason }));
const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 10 };
const readAfter = async (pos: number) => {
  const { events } = await readFeed(db.reader, scope, { epoch: 1, cell: 'main', pos });
  return events.map((each) => each.pos);
};
const there = async () => {
  const rows: { name: string }[] = await db.owner.query(
    `select i.inhrelid::regclass::text as name from pg_inherits i
      where i.inhparent = 'feed'::regclass and i.inhrelid::regclass::text in ('feed_first', 'feed_second', 'feed_third')
      order by 1`,
  );
  return rows.map(({ name }) => name);
};

it('drops nothing that is kept, that somebody of ours has still to read, or in a dry run', async () => {
  const all = ['feed_first', 'feed_second', 'feed_third'];
  expect(await drop(null)).toEqual([]);
  expect(await drop(5)).toEqual([]);
  expect(named(await drop(3, true))).toEqual([{ partition: 'feed_first' }, { partition: 'feed_second' }]);
  await db.hub.query(`insert into feed_reader (name, pos) values ('holds', 2)`);
  expect(named(await drop(2))).toEqual([{ partition: 'feed_first', reason: 'not read yet by holds' }]);
  await db.hub.query(`update feed_reader set pos = 3 where name = 'holds'`);
  await db.hub.query(`insert into feed_export (name, epoch, pos, state) values ('warehouse', 1, 0, 'running')`);
  expect(named(await drop(2))).toEqual([{ partition: 'feed_first', reason: 'not read yet by the export warehouse' }]);
  expect(await there()).toEqual(all);
  expect(await readAfter(0)).toEqual([1, 2, 3, 4, 5]);
});

it('drops a month with all before its last position, tells older readers, and leaves the feed whole', async () => {
  await db.hub.query(`update feed_export set state = 'disabled' where name = 'warehouse'`);
  await db.hub.query(`update feed_reader set pos = 3 where name = 'holds'`);
  expect(named(await drop(2))).toEqual([
    { partition: 'feed_first' },
    { partition: 'feed_second', reason: 'not read yet by holds' },
  ]);
  expect(await there()).toEqual(['feed_second', 'feed_third']);
  for (const pos of [0, 1, 2]) await expect(readAfter(pos)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  expect(await readAfter(3)).toEqual([4, 5]);
  for (const { check, breaks } of feedInvariants) {
    expect({ check, broken: await db.hub.query(breaks) }).toEqual({ check, broken: [] });
  }

  await db.hub.query(`update feed_reader set pos = 5 where name = 'holds'`);
  expect(named(await drop(2))).toEqual([{ partition: 'feed_second' }, { partition: 'feed_third' }]);
  await expect(readAfter(3)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  expect(await readAfter(5)).toEqual([]);
});
