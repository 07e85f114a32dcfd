import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../database.ts';
import { propertySeed } from '../property-seed.ts';
import { walk } from './explore.ts';
import { realFeed } from './real-feed.ts';
import { asBuilt, sequencerModel } from './sequencer-model.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const aggregates = ['a', 'a', 'b', 'b', 'a'];
const model = sequencerModel({ ...asBuilt, aggregates, crashes: 3, rollbacks: 2 });
const choices = fc.array(fc.nat(59), { minLength: 60, maxLength: 60 });

it('does on a real database, step by step, what the model of the sequencer says', async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (path) => {
      const feed = await realFeed(db, aggregates.length);
      try {
        for (const { name, next } of walk(model, path)) {
          await feed.take(name);
          const positions = next.positions.map(([, writer]) => writer);
          expect([name, await feed.positions(), feed.seen()]).toEqual([name, positions, next.seen]);
        }
      } finally {
        await feed.close();
      }
    }),
    { seed: propertySeed, numRuns: 15, endOnFailure: true },
  );
});
