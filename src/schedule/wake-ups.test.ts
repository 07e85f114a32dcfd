import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { startWakeUps, type WakeUps } from './wake-ups.ts';

type Topic = 'one' | 'other';

let db: TestDatabase;
const open: WakeUps<Topic>[] = [];
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});
afterAll(() => db.close());

async function process(cell = 'main'): Promise<WakeUps<Topic>> {
  const wakeUps = await startWakeUps<Topic>({ url: db.url, cell });
  open.push(wakeUps);
  return wakeUps;
}

const woken = (wakeUps: WakeUps<Topic>, topic: Topic) =>
  new Promise<void>((resolve) => {
    wakeUps.on(topic, resolve);
  });

it('wakes the others of its cell, of each topic once, and not itself', async () => {
  const [teller, listener, ofAnother] = [await process(), await process(), await process('elsewhere')];
  const heard: string[] = [];
  teller.on('one', () => heard.push('the teller itself'));
  ofAnother.on('one', () => heard.push('another cell'));
  listener.on('one', () => heard.push('one'));
  const last = woken(listener, 'other');
  for (let time = 0; time < 10; time += 1) teller.tell('one');
  teller.tell('other');
  await last;
  expect(heard).toEqual(['one']);
});

it('tells what is still to be told when it is stopped', async () => {
  const [teller, listener] = [await process(), await process()];
  const there = woken(listener, 'one');
  teller.tell('one');
  await teller.stop();
  await there;
});

it('wakes everybody when the line was down, for it may have been told of something meanwhile', async () => {
  const [teller, listener] = [await process(), await process()];
  const restored = [woken(listener, 'one'), woken(listener, 'other')];
  await db.admin.query(
    `select pg_terminate_backend(a.pid) from pg_stat_activity a
      where a.application_name like 'throughline wake-ups%' and a.datname = $1`,
    [new URL(db.url).pathname.slice(1)],
  );
  await Promise.all(restored);
  const again = woken(listener, 'one');
  // The teller's own line comes back in its own time: what it tells before is not kept.
  const telling = setInterval(() => teller.tell('one'), 50);
  await again;
  clearInterval(telling);
});
