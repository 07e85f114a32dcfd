import { expect, it } from '@jest/globals';
import { ahead } from './ahead.ts';

async function* numbersTo(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number += 1) yield number;
}

/** Work that is finished by hand, and what of it has been begun. */
function byHand() {
  const begun: number[] = [];
  const ends = new Map<number, (outcome: string | Error) => void>();
  const work = (item: number) =>
    new Promise<string>((resolve, reject) => {
      begun.push(item);
      ends.set(item, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  return { begun, work, end: (item: number, outcome: string | Error) => ends.get(item)?.(outcome) };
}

it('begins as many as it may, no more before one is taken, and yields them in the order of the items', async () => {
  const { begun, work, end } = byHand();
  const results = ahead(numbersTo(4), 2, work);
  const first = results.next();
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2]);
  end(2, 'second');
  end(1, 'first');
  expect((await first).value).toEqual([1, 'first']);
  expect(begun).toEqual([1, 2]);
  const second = results.next();
  await new Promise(setImmediate);
  expect((await second).value).toEqual([2, 'second']);
  expect(begun).toEqual([1, 2, 3]);
});

it('throws what went wrong only when the others under way have come to an end', async () => {
  const { work, end } = byHand();
  const results = ahead(numbersTo(3), 2, work);
  let told = false;
  const first = results.next().finally(() => {
    told = true;
  });
  const thrown = expect(first).rejects.toThrow('out of order');
  await new Promise(setImmediate);
  end(1, new Error('out of order'));
  await new Promise(setImmediate);
  expect(told).toBe(false);
  end(2, 'second');
  await thrown;
});

it('yields nothing of nothing', async () => {
  const all: unknown[] = [];
  for await (const each of ahead(numbersTo(0), 3, async (item) => item)) all.push(each);
  expect(all).toEqual([]);
});
