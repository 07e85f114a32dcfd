import { expect, it } from '@jest/globals';
import { placesFor, slowReaders } from './socket-limits.ts';

const mebibyte = 1024 * 1024;

it('names a reader once more than a mebibyte has been waiting for it for ten seconds on end', () => {
  const slow = slowReaders<{ bufferedAmount: number }>();
  const [behind, even, pausing] = [
    { bufferedAmount: mebibyte + 1 },
    { bufferedAmount: mebibyte },
    { bufferedAmount: 3 * mebibyte },
  ];
  const all = [behind, even, pausing];
  expect(slow(all, 0)).toEqual([]);
  pausing.bufferedAmount = 0;
  expect(slow(all, 5000)).toEqual([]);
  pausing.bufferedAmount = 3 * mebibyte;
  expect(slow(all, 9999)).toEqual([]);
  expect(slow(all, 10_000)).toEqual([behind]);
  expect(slow(all, 20_000)).toEqual([behind, pausing]);
  expect(slow([even], 30_000)).toEqual([]);
});

it('has places for each holder, and a place that was left is free again', () => {
  const places = placesFor(2);
  expect([places.take('one'), places.take('one'), places.take('one')]).toEqual([true, true, false]);
  expect(places.take('other')).toBe(true);
  places.leave('one');
  expect([places.take('one'), places.take('one')]).toEqual([true, false]);
});
