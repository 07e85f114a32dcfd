import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { until } from '../../test/until.ts';
import { startQueue, type WorkedQueue } from './jobs.ts';

let db: TestDatabase;
let root: TestDatabase['admin'];
let queue: WorkedQueue;
const done: string[] = [];
let back = false;
beforeAll(async () => {
  db = await testDatabase();
  root = await dataSource({ url: db.url, cell: 'public', poolSize: 1 }).initialize();
  const rename = (from: string, to: string) => root.query(`alter schema ${from} rename to ${to}`);
  const jobs = {
    async vanish() {
      await rename('main_worker', 'away');
      done.push('vanish');
    },
    // Is still at work when the others have ended.
    async outlast() {
      await until(async () => back, 'the tables to be back');
      done.push('outlast');
    },
    // Ends shortly after another does, so that neither can be put down, each by itself.
    async vanishToo({ afterMs }: Record<string, unknown>) {
      await until(async () => (await refused()) !== undefined, 'the tables to be away');
      await wait(Number(afterMs));
      done.push('vanishToo');
    },
    async work() {
      done.push('work');
    },
    async fail() {
      throw new Error('it always fails');
    },
  };
  queue = await startQueue({ url: db.url, cell: 'main' }, jobs, 5);
});
afterAll(async () => {
  await queue.stop();
  await root.destroy();
  await db.close();
});

it('goes on with jobs after its tables were away while it had several to put down', async () => {
  await queue.enqueue('outlast', 'outlast', {});
  for (const afterMs of [0, 2, 4]) await queue.enqueue('vanishToo', `vanishToo${afterMs}`, { afterMs });
  await queue.enqueue('vanish', 'vanish', {});
  await until(async () => done.length === 4, 'the jobs that end without their tables');
  await until(async () => (await refused()) !== undefined, 'the tables to be away');
  await root.query('alter schema away rename to main_worker');
  back = true;
  await queue.enqueue('work', 'work', {});
  await until(async () => done.length === 6, 'the job after them');
  expect(done.sort()).toEqual(['outlast', 'vanish', 'vanishToo', 'vanishToo', 'vanishToo', 'work']);
});

it('deletes jobs that will never be tried again, and no others, also not one that is due later', async () => {
  // Those of the test before were lost with the tables, and stand as taken.
  const jobs = async (): Promise<{ key: string; attempts: number }[]> =>
    root.query('select j.key, j.attempts from main_worker.jobs j where j.key = any ($1) order by j.key', [
      ['failed', 'again', 'later', 'dead'],
    ]);
  await queue.enqueue('fail', 'failed', {});
  await queue.enqueue('fail', 'again', {}, { attempts: 10 });
  await queue.enqueue('work', 'later', {}, { inSeconds: 3600 });
  const failed = async () => (await jobs()).filter(({ attempts }) => attempts > 0).length === 2;
  await until(failed, 'both jobs to fail once');
  // A process that died has not freed what it worked on; hours later it counts as free.
  await root.query(`
    insert into main_worker._private_jobs (task_id, payload, key, attempts, max_attempts)
    select t.id, '{}', 'dead', 1, 1 from main_worker._private_tasks t where t.identifier = 'work'`);
  await until(async () => {
    await queue.tidy();
    return (await jobs()).length === 2;
  }, 'the jobs that are given up to be deleted');
  expect((await jobs()).map(({ key }) => key)).toEqual(['again', 'later']);
});

/** What the database says when the queue's tables are asked for; undefined while they are there. */
async function refused(): Promise<string | undefined> {
  return root.query('select j.id from main_worker.jobs j').then(
    () => undefined,
    (error: Error) => error.message,
  );
}
