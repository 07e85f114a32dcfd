import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { type ListeningLine, listeningLine } from '../../test/listening-line.ts';
import { startQueue } from './jobs.ts';

let db: TestDatabase;
let line: ListeningLine;
const done = new EventEmitter();
beforeAll(async () => {
  db = await testDatabase();
  line = await listeningLine(db.url);
});
afterAll(async () => {
  line.close();
  await db.close();
});

it('goes on with jobs when connections are lost one after another while it begins to listen for them', async () => {
  const queue = await startQueue({ url: line.url, cell: 'main' }, { work: async () => void done.emit('work') }, 3);
  const worked = once(done, 'work');
  await line.asked;
  line.cutOthers();
  // Another worker of the queue has taken the place of the one that could not ask for jobs.
  await line.askedAgain;
  line.cut();
  await queue.enqueue('work', 'work', {});
  await expect(worked).resolves.toEqual([]);
  await queue.stop();
});
