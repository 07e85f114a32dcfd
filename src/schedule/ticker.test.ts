import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
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
