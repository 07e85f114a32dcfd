import { expect, it } from '@jest/globals';
import { together } from './together.ts';

/** Work that notes what is done in one go, and is under way until it is let go. */
function noted(most = 10) {
  const goes: string[][] = [];
  const held: (() => void)[] = [];
  const ask = together<string, string>(
    (items) => {
      goes.push([...items]);
      if (items.length > 1 && items.includes('bad')) throw new Error('one of them spoils it');
      if (items[0] === 'bad') throw new Error('bad');
      return new Promise((resolve) => held.push(() => resolve(items.map((item) => item.toUpperCase()))));
    },
    { most, nameOf: (item) => item.slice(0, 3) },
  );
  const letGo = async () => {
    // What was asked for goes with the next turn.
    await new Promise(setImmediate);
    while (held.length > 0) {
      held.shift()?.();
      await new Promise(setImmediate);
    }
  };
  return { ask, goes, letGo };
}

it('does what is asked for in the same turn in one go, and tells each its own result', async () => {
  const { ask, goes, letGo } = noted();
  const asked = Promise.all(['one', 'two', 'six'].map(ask));
  await letGo();
  expect(await asked).toEqual(['ONE', 'TWO', 'SIX']);
  expect(goes).toEqual([['one', 'two', 'six']]);
});

it('does what is asked for while a go is under way with the next, as many as are allowed', async () => {
  const { ask, goes, letGo } = noted(2);
  const first = ask('one');
  await new Promise(setImmediate);
  const rest = Promise.all(['two', 'six', 'ten'].map(ask));
  await letGo();
  expect([await first, ...(await rest)]).toEqual(['ONE', 'TWO', 'SIX', 'TEN']);
  expect(goes).toEqual([['one'], ['two', 'six'], ['ten']]);
});

it('never does two of one name in one go', async () => {
  const { ask, goes, letGo } = noted();
  const asked = Promise.all(['one', 'one again', 'two'].map(ask));
  await letGo();
  expect(await asked).toEqual(['ONE', 'ONE AGAIN', 'TWO']);
  expect(goes).toEqual([['one', 'two'], ['one again']]);
});

it('lets one that fails spoil it for no other', async () => {
  const { ask, goes, letGo } = noted();
  const asked = Promise.allSettled(['one', 'bad', 'two'].map(ask));
  await letGo();
  const [one, bad, two] = await asked;
  expect([one, two].map((each) => (each as PromiseFulfilledResult<string>).value)).toEqual(['ONE', 'TWO']);
  expect(String((bad as PromiseRejectedResult).reason)).toBe('Error: bad');
  expect(goes).toEqual([['one', 'bad', 'two'], ['one'], ['bad'], ['two']]);
});
