import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { dataSource } from '../../ormconfig.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { RawSocket } from '../../test/socket.ts';
import { catalogue } from '../domain/errors.ts';

let running: RunningHub;
let admin: Awaited<ReturnType<ReturnType<typeof dataSource>['initialize']>>;
beforeAll(async () => {
  // What nothing stands in the way of must be answered within it too, on a busy machine.
  running = await runningHub(smallFirm().tables, { timing: { readTimeoutSeconds: 2 } });
  admin = await dataSource({ url: running.db.url, cell: 'main', poolSize: 2 }).initialize();
});
afterAll(async () => {
  await admin.destroy();
  await running.close();
});

/** Does something while a table is locked, so that whoever reads it has to wait. */
async function whileLocked<T>(table: string, work: () => Promise<T>): Promise<T> {
  const holder: QueryRunner = admin.createQueryRunner();
  await holder.startTransaction();
  await holder.query(`lock table ${table} in access exclusive mode`);
  try {
    return await work();
  } finally {
    await holder.rollbackTransaction();
    await holder.release();
  }
}

const slow = '{ contracts(first: 5) { totalCount nodes { number } } }';
const timeout = {
  message: catalogue.QUERY_TIMEOUT.sentence,
  extensions: { code: 'QUERY_TIMEOUT', retryable: true },
};

it('gives up a question that takes too long, over HTTP, in a sentence and without a word of SQL', async () => {
  // Signed in before: that too reads.
  await running.cookie('finance');
  const query = slow.replace('{ contracts', '{ viewer { id } contracts');
  const { body } = await whileLocked('contract', () => running.raw('finance', { query }));
  expect(body.errors).toEqual([expect.objectContaining({ ...timeout, path: ['contracts'] })]);
  expect(JSON.stringify(body)).not.toMatch(/select|from contract|statement|canceling/i);
  // Nothing of it stays on the connection: the next one is answered.
  expect((await running.raw('finance', { query })).body.errors).toBeUndefined();
});

it('gives it up over WebSocket in the same words, and the socket goes on', async () => {
  const socket = await RawSocket.acknowledged(running.hub.url, { cookie: await running.cookie('finance') });
  await whileLocked('contract', async () => {
    socket.subscribe('1', slow);
    const { payload } = await socket.next(({ id }) => id === '1');
    const { errors } = payload as { errors: object[] };
    expect(errors).toEqual([expect.objectContaining(timeout)]);
  });
  socket.subscribe('2', slow);
  expect((await socket.next(({ id }) => id === '2')).payload).not.toHaveProperty('errors');
  await socket.close();
});

it('ends a subscription that can not read the feed, saying so, and goes on where it was', async () => {
  const socket = await RawSocket.acknowledged(running.hub.url, { cookie: await running.cookie('finance') });
  socket.subscribe('1', 'subscription { alertEvents { endCursor } }');
  const first = (await socket.next(({ id }) => id === '1')).payload as { data: { alertEvents: { endCursor: string } } };
  const ended = await whileLocked('feed_position', () => socket.next(({ type }) => type === 'error'));
  expect(ended.payload).toEqual([expect.objectContaining(timeout)]);
  socket.subscribe('2', `subscription { alertEvents(after: "${first.data.alertEvents.endCursor}") { isReplay } }`);
  expect(await socket.next(({ id }) => id === '2')).toMatchObject({ type: 'next' });
  await socket.close();
});
