import { setTimeout as wait } from 'node:timers/promises';

/**
 * Does something at a steady rate, whether or not the last one has come back: what waits behind a slow one counts as slow
 * too. `rate` is in times a second.
 */
export async function atRate(rate: number, count: number, act: (place: number) => void): Promise<void> {
  const started = performance.now();
  for (let place = 0; place < count; place += 1) {
    const due = started + (place * 1000) / rate;
    const ahead = due - performance.now();
    if (ahead > 1) await wait(ahead);
    act(place);
  }
}
