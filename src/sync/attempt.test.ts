import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../../test/property-seed.ts';
import { HubError } from '../domain/errors.ts';
import { type AttemptContext, afterAttempt, afterLook, beforeLook, failed, settleSeconds } from './attempt.ts';

const context: AttemptContext = {
  attempts: 1,
  unreachedSeconds: 0,
  readLagMs: 5000,
  timing: { deliveryRetrySeconds: { first: 5, most: 900, giveUp: 86_400 }, settleFloorSeconds: 60 },
  chance: 0.5,
};

const unreachable = failed(new HubError('UPSTREAM_UNREACHABLE'));

it('waits a random part of a pause that doubles up to a most, and as long as the target asks for', () => {
  const waits = (attempts: number, chance: number) => {
    const verdict = afterAttempt(unreachable, { ...context, attempts, chance });
    return verdict.state === 'ready' ? verdict.waitSeconds : undefined;
  };
  expect([1, 2, 3, 8, 9, 5000].map((attempts) => waits(attempts, 1))).toEqual([5, 10, 20, 640, 900, 900]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
      expect(waits(attempts, chance)).toBeCloseTo((waits(attempts, 1) as number) * chance);
    }),
    { seed: propertySeed },
  );
  const throttled = failed(new HubError('UPSTREAM_THROTTLED', undefined, { retryAfter: 77 }));
  expect(afterAttempt(throttled, context)).toMatchObject({ state: 'ready', waitSeconds: 77, unreached: true });
});

it('asks for a person once the target has not been reached for a day', () => {
  expect(afterAttempt(unreachable, { ...context, unreachedSeconds: 86_399 })).toMatchObject({ state: 'ready' });
  expect(afterAttempt(unreachable, { ...context, unreachedSeconds: 86_400 })).toMatchObject({
    state: 'needs_human',
    detail: expect.stringContaining('not reached for too long'),
  });
});

it('takes for unknown whatever is neither an answer nor known to have sent nothing', () => {
  for (const error of [new HubError('UPSTREAM_UNAVAILABLE'), new HubError('MAPPING_FAILED'), new Error('bug'), 'odd']) {
    expect(afterAttempt(failed(error), context)).toMatchObject({ state: 'unknown', settleSeconds: 60 });
  }
  expect(afterAttempt(failed(new HubError('UPSTREAM_REFUSED', 'no')), context)).toEqual({
    state: 'rejected',
    detail: 'no',
  });
});

it('lets an unknown outcome rest for twice the lag, and never less than the floor', () => {
  expect(settleSeconds(5000, 60)).toBe(60);
  expect(settleSeconds(45_000, 60)).toBe(90);
});

it('sends again only what can not take effect twice, or has not been found', () => {
  expect(beforeLook('upsert')).toMatchObject({ state: 'ready' });
  expect(beforeLook('conditional')).toMatchObject({ state: 'ready' });
  expect(beforeLook('search')).toBe('look');
  expect(beforeLook('none')).toMatchObject({ state: 'needs_human' });
  expect(beforeLook(undefined)).toMatchObject({ state: 'needs_human' });
  expect(afterLook([], 7)).toMatchObject({ state: 'ready', unreached: false });
  expect(afterLook([], 8)).toMatchObject({ state: 'needs_human' });
  expect(afterLook(['300100'], 8)).toEqual({ state: 'sent', key: '300100', detail: 'found at the target' });
});

it('asks for a person where one change has two records, and names them', () => {
  expect(afterLook(['300100', '300101'], 1)).toEqual({
    state: 'needs_human',
    detail: 'the target has 2 records of this one change: 300100, 300101',
    effects: ['300100', '300101'],
  });
});
