import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../../../test/property-seed.ts';
import { retryDelay } from './retry-delay.ts';

const waits = { first: 5, most: 3600 };
const failures = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, noNaN: true });
const options = { seed: propertySeed };

it(`waits at least half of what doubles with each failure, and never longer than the most (PROPERTY_SEED=${propertySeed})`, () => {
  fc.assert(
    fc.property(failures, random, (count, chance) => {
      const full = Math.min(3600, 5 * 2 ** Math.min(count - 1, 30));
      const wait = retryDelay(count, waits, chance, undefined);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }),
    options,
  );
});

it('waits as long as it is asked to, up to a day', () => {
  fc.assert(
    fc.property(failures, random, fc.integer({ min: 0, max: 10 ** 9 }), (count, chance, asked) => {
      const own = retryDelay(count, waits, chance, undefined);
      expect(retryDelay(count, waits, chance, asked)).toBe(Math.max(own, Math.min(asked, 86_400)));
    }),
    options,
  );
});

it('lets receivers that failed together come back at different times', () => {
  const all = [0, 0.25, 0.5, 0.75, 1].map((chance) => retryDelay(3, waits, chance, undefined));
  expect(all).toEqual([20, 17.5, 15, 12.5, 10]);
});
