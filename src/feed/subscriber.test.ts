import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../../ormconfig.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { RawSocket } from '../../test/socket.ts';
import { cellLock, transaction } from '../entities/sql.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { sequencerLock } from './sequencer.ts';

let running: RunningHub;
let server: DataSource;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
  server = await dataSource({ url: running.db.url, cell: 'main', poolSize: 1 }).initialize();
});
afterAll(async () => {
  await server.destroy();
  await running.close();
});

const signedIn = async () => RawSocket.acknowledged(running.hub.url, { cookie: await running.cookie('finance') });
const following = (cursor?: string) =>
  `subscription { alertEvents${cursor === undefined ? '' : `(after: "${cursor}")`} { endCursor } }`;
const coded = (code: string) => [expect.objectContaining({ extensions: expect.objectContaining({ code }) })];

it('ends a subscription with RESYNC when its database turns out to be a restored one, and begins where that is', async () => {
  const socket = await signedIn();
  await socket.listen('1', following());
  // The hub runs on: a standby that took over looks like this. A round that has begun would write its own timeline over it.
  await transaction(running.db.hub, async (sql) => {
    await sql.run(`select pg_advisory_xact_lock(${cellLock(sequencerLock)})`);
    await sql.run('update sequencer set timeline = timeline + 1');
  });
  expect((await socket.next(({ type }) => type === 'error')).payload).toEqual(coded('RESYNC'));
  socket.subscribe('2', following());
  const { payload } = await socket.next(({ id }) => id === '2');
  const { endCursor } = (payload as { data: { alertEvents: { endCursor: string } } }).data.alertEvents;
  expect(decodeCursor(endCursor)).toMatchObject({ epoch: 2, cell: 'main' });
  await socket.close();
});

it('answers a cursor that is older than the feed with CURSOR_EXPIRED and the oldest that there is', async () => {
  const [{ epoch, last }] = await running.db.hub.query('select s.epoch, s.last_pos::int as last from sequencer s');
  await server.query('delete from feed_position where pos <= $1', [last]);
  const socket = await signedIn();
  socket.subscribe('1', following(encodeCursor({ epoch, cell: 'main', pos: 0 })));
  const { payload } = await socket.next(({ type, id }) => type === 'error' || id === '1');
  expect(JSON.stringify(payload)).toContain('"CURSOR_EXPIRED"');
  expect(JSON.stringify(payload)).toContain(encodeCursor({ epoch, cell: 'main', pos: last }));
  await socket.listen('2', following(encodeCursor({ epoch, cell: 'main', pos: last })));
  await socket.close();
});
