import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../../test/property-seed.ts';
import { afterFailure, type Breaker, type BreakerLimits, closedBreaker, tried, untilTry } from './breaker.ts';

const limits: BreakerLimits = { failures: 5, firstSeconds: 5, mostSeconds: 300, probeSeconds: 120 };

/** A breaker after so many failures in a row of what began just before. */
function failing(times: number, from: Breaker = closedBreaker): Breaker {
  let breaker = from;
  for (let at = 1; at <= times; at += 1) breaker = afterFailure(breaker, { began: at, now: at, chance: 0 }, limits);
  return breaker;
}

it('opens at the fifth failure in a row, for the first pause', () => {
  expect(failing(4)).toMatchObject({ failures: 4, openedAt: null });
  expect(failing(5)).toEqual({ failures: 5, openings: 1, openedAt: 5, probeAt: 5005, probing: false });
  expect(untilTry(failing(5), 5)).toBe(5000);
  expect(untilTry(failing(5), 5005)).toBe(0);
});

it('lets one probe through, and another only once that has not come back in time', () => {
  const probing = tried(failing(5), 5005, limits);
  expect(untilTry(probing, 5005)).toBe(120_000);
  expect(untilTry(probing, 125_005)).toBe(0);
});

it('is not opened further by what had begun before it opened, nor by who was no probe', () => {
  const open = failing(5);
  expect(afterFailure(open, { began: 1, now: 4000, chance: 0 }, limits)).toEqual(open);
  expect(afterFailure(open, { began: 4000, now: 4001, chance: 0 }, limits)).toEqual(open);
  const probing = tried(open, 5005, limits);
  expect(afterFailure(probing, { began: 1, now: 5006, chance: 0 }, limits)).toEqual(probing);
});

it('waits at least half of a pause that doubles up to its limit, and never longer', () => {
  const rounds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rounds, (chances) => {
      let breaker = failing(5);
      for (const [round, chance] of chances.entries()) {
        const now = breaker.probeAt ?? 0;
        breaker = afterFailure(tried(breaker, now, limits), { began: now, now, chance }, limits);
        const pause = Math.min(300, 5 * 2 ** (round + 1)) * 1000;
        expect(untilTry(breaker, now)).toBeLessThanOrEqual(pause + 1);
        expect(untilTry(breaker, now)).toBeGreaterThanOrEqual(pause / 2 - 1);
      }
    }),
    { seed: propertySeed },
  );
});

/** An open breaker at an instant, and since when a probe has been under way that has not come back. */
interface Probing {
  breaker: Breaker;
  now: number;
  since?: number | undefined;
}

/** Time passes, and whoever waits tries. */
function tryAfter({ breaker, now: before, since }: Probing, after: number): Probing {
  const now = before + after;
  return untilTry(breaker, now) > 0
    ? { breaker, now, since }
    : { breaker: tried(breaker, now, limits), now, since: now };
}

/** The probe under way comes back, in vain. */
function failProbe({ breaker, now, since = now }: Probing): Probing {
  return { breaker: afterFailure(breaker, { began: since, now, chance: 0.5 }, limits), now };
}

it('has at most one probe under way, whatever is tried and however it ends', () => {
  const step = fc.record({ after: fc.integer({ min: 0, max: 200_000 }), fails: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state: Probing = { breaker: failing(5), now: 5 };
      for (const { after, fails } of steps) {
        const { since } = state;
        state = tryAfter(state, after);
        // Nobody else is let through while a probe that may still come back is under way.
        const early = since !== undefined && state.since !== since && state.now - since < limits.probeSeconds * 1000;
        expect(early).toBe(false);
        if (fails) state = failProbe(state);
      }
    }),
    { seed: propertySeed },
  );
});
