import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { propertySeed } from '../../test/property-seed.ts';
import { begin, hubOf, idOf, limits, StillSource } from '../../test/still-source.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const minute = 60_000;
const overlapMinutes = limits.overlapSeconds / 60;

/** A change of a record that is committed so many minutes after the instant that it is stamped with. */
interface Change {
  record: number;
  name: string;
  lateMinutes: number;
  /** How many minutes have passed since the change before; none for one of the same instant. */
  after: number;
}

// Twelve records there are from the beginning; the others are new.
const known = 12;
const change = (lateMinutes: fc.Arbitrary<number>): fc.Arbitrary<Change> =>
  fc.record({
    record: fc.integer({ min: 0, max: known + 4 }),
    name: fc.constantFrom('Aare', 'Birs', 'Emme'),
    lateMinutes,
    after: fc.constantFrom(0, 0, 1, 7),
  });
const changes = (lateMinutes: fc.Arbitrary<number>) =>
  fc.record({
    changes: fc.array(change(lateMinutes), { minLength: 1, maxLength: 12 }),
    // Records that move to the end while pages are read.
    moved: fc.array(fc.integer({ min: 0, max: known - 1 }), { maxLength: 4 }),
    removed: fc.uniqueArray(fc.integer({ min: 0, max: known - 1 }), { maxLength: 1 }),
  });

/** A source that a hub has read once, half an hour ago. */
async function begun() {
  const source = new StillSource();
  for (let place = 0; place < known; place += 1) source.write(place, 'Thur', begin - 30 * minute * (1 + (place % 2)));
  const hub = await hubOf(db, source);
  await hub.poll();
  return { source, hub };
}

/** Lets changes come about, each stamped earlier than it can be read, and the hub poll at every new instant. */
async function comeAbout(source: StillSource, poll: () => Promise<void>, all: readonly Change[]): Promise<void> {
  for (const { record, name, lateMinutes, after } of all) {
    source.now += after * minute;
    if (after > 0) await poll();
    const before = source.org.get('Account', idOf(record))?.SystemModstamp;
    const stamp = Math.max(source.now - lateMinutes * minute, before === undefined ? 0 : Date.parse(before) + 1);
    source.write(record, name, stamp);
  }
  source.now += minute;
}

function moveBetweenPages(source: StillSource, moved: readonly number[]): void {
  source.betweenPages = moved.map((record) => () => {
    source.now += 1000;
    source.write(record, 'Reuss');
  });
}

it('is equal to its source after one poll where nothing comes later than the overlap', async () => {
  await fc.assert(
    fc.asyncProperty(changes(fc.integer({ min: 0, max: overlapMinutes })), async ({ changes: all, moved }) => {
      const { source, hub } = await begun();
      await comeAbout(source, hub.poll, all);
      moveBetweenPages(source, moved);
      await hub.poll();
      source.betweenPages = [];
      source.now += minute;
      // What moved behind the reader's back is of the next poll at the latest.
      if (moved.length > 0) await hub.poll();
      expect(await hub.state()).toEqual(source.state());
    }),
    { seed: propertySeed, numRuns: 10 },
  );
});

it('is equal to its source after one scan however late its changes are, but for deletions, and after two with them', async () => {
  await fc.assert(
    fc.asyncProperty(changes(fc.integer({ min: 0, max: 30 })), async ({ changes: all, moved, removed }) => {
      const { source, hub } = await begun();
      await comeAbout(source, hub.poll, all);
      for (const record of removed) source.org.remove('Account', idOf(record));
      moveBetweenPages(
        source,
        moved.filter((record) => !removed.includes(record)),
      );
      const first = await hub.scan();
      source.betweenPages = [];
      source.now += minute;
      await hub.poll();
      const left = Object.fromEntries(
        Object.entries(await hub.state()).filter(([key]) => !removed.map(idOf).includes(key)),
      );
      expect(left).toEqual(source.state());
      expect([first.outcome, first.gone, first.deleted]).toEqual(['complete', removed.length, 0]);
      const second = await hub.scan();
      expect(second.deleted).toBe(removed.length);
      expect(await hub.state()).toEqual(source.state());
    }),
    { seed: propertySeed, numRuns: 10 },
  );
});

it('measures how late changes come, and looks back twice as far once one is later than half of that', async () => {
  const { source, hub } = await begun();
  const comesLate = async (record: number, lateMinutes: number) => {
    source.now += 5 * minute;
    await hub.poll();
    source.write(record, 'Rhein', source.now - lateMinutes * minute);
    source.now += minute;
    await hub.poll();
    await hub.poll();
    return hub.stream();
  };
  const lag = limits.lagSeconds / 60;
  expect(await comesLate(20, 0)).toEqual({ overlap: null, late: null, rows: null });
  expect(await comesLate(21, lag + 7)).toEqual({ overlap: null, late: 7 * 60, rows: 1 });
  expect(await comesLate(22, lag + 8)).toEqual({ overlap: 1800, late: 8 * 60, rows: 2 });
  // Reached by the longer overlap alone.
  expect(await comesLate(23, lag + 29)).toEqual({ overlap: 3600, late: 29 * 60, rows: 3 });
  expect(await hub.state()).toEqual(source.state());
});

it('looks back twice as far once a scan had to find what polls did not', async () => {
  const { source, hub } = await begun();
  source.now += 60 * minute;
  await hub.poll();
  source.write(20, 'Rhein', source.now - 45 * minute);
  source.now += minute;
  await hub.poll();
  expect(await hub.stream()).toMatchObject({ overlap: null });
  expect(await hub.scan()).toMatchObject({ missing: 1 });
  expect(await hub.stream()).toMatchObject({ overlap: 2 * limits.overlapSeconds });
  // What no overlap of a day would have brought is no reason to look back further.
  source.write(21, 'Rhein', source.now - 48 * 60 * minute);
  expect(await hub.scan()).toMatchObject({ missing: 1 });
  expect(await hub.stream()).toMatchObject({ overlap: 2 * limits.overlapSeconds });
});
