import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { appendFeed } from '../entities/append-feed.ts';
import { readOnly, type Sql, transaction } from '../entities/sql.ts';
import { chainState } from './audit-chain.ts';
import { encodeCursor } from './cursor.ts';
import { feedEnd, placeOf, readFeed } from './read-feed.ts';
import { sequence } from './sequencer.ts';

let db: TestDatabase;
let server: DataSource;
beforeAll(async () => {
  db = await testDatabase();
  server = await dataSource({ url: db.url, cell: 'main', poolSize: 1 }).initialize();
});
afterAll(async () => {
  await server.destroy();
  await db.close();
});

/** Changes what the hub itself may not. */
const beneath = (change: string) => server.query(change);

const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 10 };
const place = (pos: number, epoch = 1) => ({ epoch, cell: 'main', pos });

/** Writes an entry of the feed and one of the audit log, both called so. */
function write(name: string): Promise<void> {
  const correlationId = randomUUID();
  const common = { legalEntityId: 1, correlationId };
  return transaction(db.hub, async (sql) => {
    const about = { aggregate: 'test', aggregateId: correlationId, aggregateVersion: 1 };
    await appendFeed(sql, [{ type: name, ...about, ...common, payload: {}, causationId: null }]);
    await appendAudit(sql, [{ actor: 'test', action: name, subject: 'test', detail: {}, ...common }]);
  });
}

const told = async (pos: number, epoch: number) =>
  (await readFeed(db.reader, scope, place(pos, epoch))).events.map(({ pos: at, type }) => [at, type]);

const sequencer = async () =>
  (
    await db.hub.query(
      'select s.epoch, s.last_pos::int as last, s.system_identifier as system, s.timeline from sequencer s',
    )
  )[0];

it('begins an epoch in a database that was restored, where readers of the lost one have to begin anew', async () => {
  await write('first');
  expect(await sequence(db.hub)).toBe(1);
  const here = await sequencer();
  expect(here).toMatchObject({ epoch: 1, last: 1, system: expect.stringMatching(/^\d{10,}$/), timeline: 1 });

  await write('orphan');
  // What a restored copy looks like: it is of a system whose transactions were far ahead of those here.
  await beneath(`update sequencer set system_identifier = '7000000000000000001', snapshot = '900000:900000:';
    update feed set xid = '900007' where type = 'orphan'`);
  await write('in the new one');
  expect(await sequence(db.hub)).toBe(2);
  expect(await sequencer()).toEqual({ ...here, epoch: 2, last: 3 });
  expect(await told(1, 2)).toEqual([
    [2, 'orphan'],
    [3, 'in the new one'],
  ]);

  await expect(readFeed(db.reader, scope, place(1))).rejects.toMatchObject({ code: 'RESYNC' });
  await expect(placeOf(db.reader, scope, encodeCursor(place(1)))).rejects.toMatchObject({ code: 'RESYNC' });
  expect(await feedEnd(db.reader, scope)).toEqual(place(3, 2));
  const audit = await db.hub.query(`select a.detail from audit_log a where a.action = 'feed.epoch'`);
  expect(audit).toEqual([
    {
      detail: {
        epoch: 2,
        orphans: 2,
        before: { system: '7000000000000000001', timeline: 1, database: expect.any(String) },
        now: { system: here.system, timeline: 1, database: expect.any(String) },
      },
    },
  ]);
});

it('goes on after that as before, also past the transaction ids that came with the copy', async () => {
  await beneath(`update feed set xid = pg_current_xact_id() where type = 'orphan'`);
  await write('later');
  expect(await sequence(db.hub)).toBe(1);
  expect(await told(3, 2)).toEqual([[4, 'later']]);
  expect(await sequence(db.hub)).toBe(0);
  expect((await readOnly(db.hub, chainState)).broken).toBeUndefined();
});

it('begins an epoch on another timeline too, and none where it did not know yet where it was', async () => {
  await beneath('update sequencer set timeline = timeline + 1');
  await sequence(db.hub);
  expect(await sequencer()).toMatchObject({ epoch: 3, timeline: 1 });
  await beneath('update sequencer set system_identifier = null, timeline = null');
  await sequence(db.hub);
  expect(await sequencer()).toMatchObject({ epoch: 3, timeline: 1, system: expect.any(String) });
});

it('begins an epoch in a copy that was loaded beside the original, and has done with it what else there is to do', async () => {
  const { epoch } = await sequencer();
  await beneath('update sequencer set database_oid = null');
  await sequence(db.hub);
  expect(await sequencer()).toMatchObject({ epoch });
  await beneath('update sequencer set database_oid = database_oid + 1');
  const begun: unknown[] = [];
  const onEpoch = async (sql: Sql) => {
    begun.push(await sql.row('select s.epoch from sequencer s'));
  };
  await sequence(db.hub, onEpoch);
  await sequence(db.hub, onEpoch);
  expect(await sequencer()).toMatchObject({ epoch: epoch + 1 });
  expect(begun).toEqual([{ epoch: epoch + 1 }]);
});

it('says that a cursor has expired whose successors are gone, also in the middle of following', async () => {
  const end = await feedEnd(db.reader, scope);
  await beneath('delete from feed_position where pos <= 2');
  const expired = { code: 'CURSOR_EXPIRED', message: `the oldest cursor is ${encodeCursor({ ...end, pos: 2 })}` };
  for (const pos of [0, 1]) {
    await expect(placeOf(db.reader, scope, encodeCursor({ ...end, pos }))).rejects.toMatchObject(expired);
    await expect(readFeed(db.reader, scope, { ...end, pos })).rejects.toMatchObject(expired);
  }
  expect(await placeOf(db.reader, scope, encodeCursor({ ...end, pos: 2 }))).toEqual({ ...end, pos: 2 });
  await beneath('delete from feed_position');
  await expect(placeOf(db.reader, scope, encodeCursor({ ...end, pos: 3 }))).rejects.toMatchObject({
    code: 'CURSOR_EXPIRED',
  });
  await expect(readFeed(db.reader, scope, { ...end, pos: 3 })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  expect(await placeOf(db.reader, scope, encodeCursor(end))).toEqual(end);
});

it('says of a place that the feed has not reached, or that is of another cell, that there is none', async () => {
  const end = await feedEnd(db.reader, scope);
  for (const strange of [
    { ...end, pos: end.pos + 1 },
    { ...end, cell: 'other' },
    { ...end, epoch: end.epoch + 1 },
  ]) {
    await expect(placeOf(db.reader, scope, encodeCursor(strange))).rejects.toMatchObject({ code: 'RESYNC' });
  }
});
