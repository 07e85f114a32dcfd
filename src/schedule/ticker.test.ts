import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { until } from '../../test/until.ts';
import { startTicker } from './ticker.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

it('fires nothing more once it is told to stop, and waits for what it has fired', async () => {
  const fired: string[] = [];
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const first = async () => {
    fired.push('first');
    begin();
    await finished;
    fired.push('first, done');
  };
  const second = async () => {
    fired.push('second');
  };
  const jobs = [
    { name: 'first', everySeconds: 86_400, fire: first },
    { name: 'second', everySeconds: 86_400, fire: second },
  ];
  const stop = startTicker(db.hub, jobs, (name, error) => {
    throw new Error(name, { cause: error });
  });
  await begun;
  const stopped = stop();
  finish();
  await stopped;
  expect(fired).toEqual(['first', 'first, done']);
});

const slotsOf = (job: string) => db.hub.query('select 1 from job_fire j where j.job = $1', [job]);
const hide = () => db.owner.query('alter table job_fire rename to out_of_reach');
const show = () => db.owner.query('alter table out_of_reach rename to job_fire');

/** Ticks a job that is due once a day, which is done when `fire` first returns. Returns what failed meanwhile. */
async function daily(name: string, fire: () => Promise<void>, onFailure = async () => {}): Promise<unknown[]> {
  const failures: unknown[] = [];
  let done = false;
  const job = {
    name,
    everySeconds: 86_400,
    async fire() {
      await fire();
      done = true;
    },
  };
  const stop = startTicker(db.hub, [job], (_, error) => {
    failures.push(error);
    void onFailure();
  });
  await until(async () => done, 'the job');
  await stop();
  return failures;
}

it('fires a job at the next tick when its slot could not be claimed', async () => {
  await hide();
  let fired = 0;
  const failures = await daily(
    'not-claimed',
    async () => {
      fired += 1;
    },
    show,
  );
  expect([fired, failures.length]).toEqual([1, 1]);
});

it('fires a job again when that failed, says so once, and lets it rest for the slot afterwards', async () => {
  let fired = 0;
  const failures = await daily('not-fired', async () => {
    fired += 1;
    if (fired < 4) throw new Error(`it failed ${fired} times`);
  });
  expect([fired, failures]).toEqual([4, [new Error('it failed 1 times')]]);
  expect(await slotsOf('not-fired')).toHaveLength(1);
});

it('gives a slot back later when the database was away as the job failed', async () => {
  let fired = 0;
  const failing = async () => {
    fired += 1;
    if (fired > 1) return;
    await hide();
    throw new Error('the database is away');
  };
  const failures = await daily('not-given-back', failing, show);
  expect([fired, failures.length]).toEqual([2, 1]);
  expect(await slotsOf('not-given-back')).toHaveLength(1);
});

it('leaves the slot to others when it is stopped before the job went well', async () => {
  let failed = 0;
  const fire = async () => {
    throw new Error('it fails each time');
  };
  const stop = startTicker(db.hub, [{ name: 'left', everySeconds: 86_400, fire }], () => {
    failed += 1;
  });
  await until(async () => failed > 0, 'the failure');
  await stop();
  expect(await slotsOf('left')).toEqual([]);
});
