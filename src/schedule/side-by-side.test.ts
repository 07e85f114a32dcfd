import { expect, it } from '@jest/globals';
import { sideBySide } from './side-by-side.ts';

it('keeps nobody waiting for work of another key, and runs that of one key once at a time', async () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const failed: string[] = [];
  const work = sideBySide(
    (key) => {
      begun.push(key);
      return new Promise((resolve) => ends.set(key, resolve));
    },
    (key) => failed.push(key),
  );
  work.start(['slow', 'quick']);
  work.start(['slow']);
  expect(begun).toEqual(['slow', 'quick']);
  ends.get('quick')?.();
  // Whoever has ended is off the list once what it was waiting for has been told.
  await Promise.resolve().then(() => new Promise(setImmediate));
  work.start(['slow', 'quick']);
  expect(begun).toEqual(['slow', 'quick', 'quick']);
  for (const end of ends.values()) end();
  await work.settled();
  expect(failed).toEqual([]);
});

it('says which work has failed, and starts it again when it is asked to', async () => {
  const failed: unknown[] = [];
  const work = sideBySide(
    async (key) => {
      throw new Error(`no ${key}`);
    },
    (key, error) => failed.push([key, (error as Error).message]),
  );
  for (const _round of [1, 2]) {
    work.start(['one']);
    await work.settled();
  }
  expect(failed).toEqual([
    ['one', 'no one'],
    ['one', 'no one'],
  ]);
});
