import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { until } from '../../test/until.ts';
import { type Queue, startQueue } from './jobs.ts';

let db: TestDatabase;
let root: TestDatabase['admin'];
let queue: Queue;
const done: string[] = [];
beforeAll(async () => {
  db = await testDatabase();
  root = await dataSource({ url: db.url, cell: 'public', poolSize: 1 }).initialize();
  const rename = (from: string, to: string) => root.query(`alter schema ${from} rename to ${to}`);
  const jobs = {
    async vanish() {
      await rename('main_worker', 'away');
      done.push('vanish');
    },
    async work() {
      done.push('work');
    },
  };
  queue = await startQueue({ url: db.url, cell: 'main' }, jobs, 1);
});
afterAll(async () => {
  await queue.stop();
  await root.destroy();
  await db.close();
});

it('goes on with jobs after its tables were away while it had one to put down', async () => {
  await queue.enqueue('vanish', 'vanish', {});
  await until(async () => done.includes('vanish'), 'the job that ends without its tables');
  await until(async () => (await refused()) !== undefined, 'the tables to be away');
  await root.query('alter schema away rename to main_worker');
  await queue.enqueue('work', 'work', {});
  await until(async () => done.includes('work'), 'the job after it');
  expect(done).toEqual(['vanish', 'work']);
});

/** What the database says when the queue's tables are asked for; undefined while they are there. */
async function refused(): Promise<string | undefined> {
  return root.query('select j.id from main_worker.jobs j').then(
    () => undefined,
    (error: Error) => error.message,
  );
}
