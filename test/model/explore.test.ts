import { expect, it } from '@jest/globals';
import { explore, type Model, traceOf, walk } from './explore.ts';

/** Two who each read a number and write one more, without regard for each other. */
const counting: Model<{ count: number; read: (number | null)[]; left: number[] }> = {
  start: { count: 0, read: [null, null], left: [1, 1] },
  actions: (state) =>
    [0, 1].flatMap((who) => {
      const read = state.read[who] ?? null;
      const put = <T>(list: readonly T[], value: T) => list.map((each, at) => (at === who ? value : each));
      if (read !== null) {
        const left = put(state.left, 0);
        return [{ name: `${who} writes`, next: { count: read + 1, read: put(state.read, null), left } }];
      }
      return state.left[who] === 0
        ? []
        : [{ name: `${who} reads`, next: { ...state, read: put(state.read, state.count), left: put(state.left, 0) } }];
    }),
  invariants: { 'the count is small': ({ count }) => count <= 2 },
};

it('sees every state once, and every end', () => {
  expect(explore(counting)).toEqual({ states: 12, ends: 2, counterexample: undefined });
});

it('tells a shortest way to what breaks an invariant, or to an end that should not be one', () => {
  const high = { ...counting, invariants: { 'the count is zero': ({ count }: { count: number }) => count === 0 } };
  expect(traceOf(explore(high).counterexample ?? { broken: '', steps: [] })).toBe(
    '1. 0 reads\n2. 0 writes\n✗ the count is zero',
  );
  const whole = { ...counting, atEnd: { 'both have counted': ({ count }: { count: number }) => count === 2 } };
  expect(explore(whole).counterexample).toEqual({
    broken: 'both have counted',
    steps: ['0 reads', '1 reads', '0 writes', '1 writes'],
  });
});

it('shows nothing where there is too much to see, and says so', () => {
  expect(() => explore(counting, 3)).toThrow('more than 3 states');
});

it('goes one way by choices, until there is none left', () => {
  expect(walk(counting, [1, 0, 1, 0, 5, 5]).map(({ name }) => name)).toEqual([
    '1 reads',
    '0 reads',
    '1 writes',
    '0 writes',
  ]);
});
