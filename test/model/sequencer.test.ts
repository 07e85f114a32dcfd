import { expect, it } from '@jest/globals';
import { explore, traceOf } from './explore.ts';
import { asBuilt, type SequencerDesign, sequencerModel } from './sequencer-model.ts';

/** How a design fails; undefined when it does not. */
function failure(design: Partial<SequencerDesign> = {}): string | undefined {
  const { counterexample } = explore(sequencerModel({ ...asBuilt, ...design }));
  return counterexample && traceOf(counterexample);
}

const onlyReading = { sequencers: 0, crashes: 0 };

it('skips nothing, repeats nothing and keeps every order, whoever commits late, rolls back or dies', () => {
  expect(failure()).toBeUndefined();
});

it('skips an entry where a reader remembers the highest id that it has seen', () => {
  expect(failure({ reads: 'id > last', ...onlyReading })).toBe(
    `1. writer 1 begins
2. writer 1 writes version 1 of a
3. writer 3 begins
4. writer 3 writes version 1 of b
5. writer 3 commits
6. the reader gets 1
7. writer 1 commits
✗ no entry is skipped`,
  );
});

it('tells of a later version first where a reader goes by transaction ids below the oldest that runs', () => {
  expect(failure({ reads: 'below xmin', ...onlyReading })).toBe(
    `1. writer 1 begins
2. writer 2 begins
3. writer 2 writes version 1 of a
4. writer 2 commits
5. writer 1 writes version 2 of a
6. writer 1 commits
7. the reader gets 2
✗ versions come in order`,
  );
});

it('numbers an entry twice where two sequencers work at once', () => {
  expect(failure({ oneAtATime: false })).toMatch(/✗ no entry comes twice$/);
});

it('tells of a later version first where the sequencer numbers by transaction ids', () => {
  expect(failure({ numbersBy: 'xid' })).toMatch(/✗ versions come in order$/);
});
