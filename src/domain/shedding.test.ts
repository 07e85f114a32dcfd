import { expect, it } from '@jest/globals';
import { demandRoom, type Lateness, onTime, shedAt, shedInOrder, smoothed } from './shedding.ts';

const limits = { expensiveReads: 250, reads: 500, polls: 1000, webhooks: 2000 };
const late = (more: Partial<Lateness>) => shedAt({ ...onTime, ...more }, limits);

it('leaves the more undone the later it is, in the order that is documented', () => {
  expect([0, 249, 250, 500, 1000, 2000].map((loop) => late({ loop }))).toEqual([
    [],
    [],
    ['expensiveReads'],
    ['expensiveReads', 'reads'],
    ['expensiveReads', 'reads', 'polls'],
    shedInOrder,
  ]);
  expect(late({ writing: 1000 })).toEqual(late({ loop: 1000 }));
});

it('refuses nothing that is written because readers wait for each other', () => {
  expect(late({ reading: 60_000 })).toEqual(['expensiveReads', 'reads']);
});

it('says how long to wait, and lets pass what is never left undone', () => {
  const shed = late({ loop: 300 });
  expect(() => demandRoom({ shed }, 'expensiveReads')).toThrow(
    expect.objectContaining({ code: 'OVERLOADED', retryable: true, retryAfter: 30 }),
  );
  demandRoom({ shed }, 'reads');
  demandRoom({ shed: shedInOrder }, undefined);
});

it('is late at once, and counts as that until it has been on time for a while', () => {
  const loopsOf = (seen: readonly number[]) => {
    let now = onTime;
    return seen.map((loop) => {
      now = smoothed(now, { ...onTime, loop });
      return Math.round(now.loop);
    });
  };
  expect(loopsOf([1000, 1000, 1000])).toEqual([500, 750, 875]);
  expect(loopsOf([1000, 0, 0, 0])).toEqual([500, 450, 405, 365]);
});
