import { daysBetween, lastWeekEnd } from '../days.ts';
import type { Firm } from '../offices.ts';
import { plusDays } from '../tables.ts';

/** How far an engagement has come, and whether anything is still happening. */
export interface Fate {
  /** It runs, or stands still, or was called off. */
  state: 'running' | 'held' | 'terminated';
  /** The day up to which it is told. */
  until: string;
  /** The Sunday through which time is billed. */
  billedThrough: string;
}

/**
 * Decides what becomes of an engagement. Of one that runs, the last one to three weeks are not billed yet: far from the
 * thirty days after which somebody would ask, even a week from today.
 */
export function decideFate({ ledger, chance }: Firm, signedOn: string): Fate {
  const { today } = ledger;
  const age = daysBetween(signedOn, today);
  const ends = age > 130 && chance.is(0.05);
  if (!ends) {
    return { state: 'running', until: today, billedThrough: plusDays(lastWeekEnd(today), -7 * chance.whole(1, 3)) };
  }
  const until = plusDays(today, -chance.whole(40, age - 60));
  return { state: chance.is(0.6) ? 'held' : 'terminated', until, billedThrough: lastWeekEnd(until) };
}
