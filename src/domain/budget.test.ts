import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../../test/property-seed.ts';
import { type Budget, spend, untilFree } from './budget.ts';

const minute = 60_000;
const senders = 4;

interface Load {
  requestsPerMinute: number;
  /** How many requests each delivery makes, and how long each takes, in milliseconds. */
  deliveries: readonly { requests: number; latency: number }[];
}

/**
 * When a target that comes back is sent each request of a backlog, in virtual time: a sender takes a turn when one is free,
 * and makes the requests of its delivery one after the other, without waiting between them.
 */
function sendBacklog({ requestsPerMinute, deliveries }: Load): number[] {
  const sent: number[] = [];
  let budget: Budget = { requestsPerMinute, nextAt: null };
  const waiting = [...deliveries];
  const wakes = Array.from({ length: senders }, () => ({ at: 0, left: 0, latency: 0 }));
  for (;;) {
    const sender = wakes.reduce((first, each) => (each.at < first.at ? each : first));
    const now = sender.at;
    if (sender.left === 0) {
      const wait = untilFree(budget, now);
      if (wait > 0) {
        sender.at = now + wait;
        continue;
      }
      const next = waiting.shift();
      if (next === undefined) return sent;
      sender.left = next.requests;
      sender.latency = next.latency;
    }
    budget = spend(budget, now);
    sent.push(now);
    sender.left -= 1;
    sender.at = now + sender.latency;
  }
}

const load = fc.record({
  requestsPerMinute: fc.integer({ min: 600, max: 3000 }),
  deliveries: fc.array(
    fc.record({ requests: fc.integer({ min: 1, max: 4 }), latency: fc.integer({ min: 1, max: 60 }) }),
    { minLength: 1500, maxLength: 4000, size: 'max' },
  ),
});

it('keeps a backlog within five percent of the budget in every minute, and uses the budget', () => {
  fc.assert(
    fc.property(load, (given) => {
      const sent = sendBacklog(given);
      let first = 0;
      let most = 0;
      for (const [place, at] of sent.entries()) {
        while (at - (sent[first] ?? 0) >= minute) first += 1;
        most = Math.max(most, place - first + 1);
      }
      expect(most).toBeLessThanOrEqual(given.requestsPerMinute * 1.05);
      const took = (sent.at(-1) ?? 0) / minute;
      expect(sent.length).toBeGreaterThanOrEqual(given.requestsPerMinute * took * 0.95);
    }),
    { numRuns: 30, seed: propertySeed },
  );
});

it('saves nothing up: after a pause one request is free, and no burst', () => {
  const budget = spend({ requestsPerMinute: 60, nextAt: 1000 }, 500_000);
  expect(budget.nextAt).toBe(501_000);
  expect(untilFree(budget, 500_400)).toBe(600);
});

it('keeps nobody waiting where there is no limit', () => {
  const budget = spend({ requestsPerMinute: null, nextAt: null }, 1000);
  expect(untilFree(budget, 1000)).toBe(0);
});
