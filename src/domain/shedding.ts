import { HubError } from './errors.ts';

/**
 * What a hub with too much to do leaves undone, the first first: what costs most and can wait, then what people look at, then
 * reading sources so often, and last what sources tell. Corrections and subscriptions are no part of it.
 */
export const shedInOrder = ['expensiveReads', 'reads', 'polls', 'webhooks'] as const;

/** One of those. */
export type Sheddable = (typeof shedInOrder)[number];

/** From how many milliseconds of lateness on each is left undone. */
export type SheddingLimits = Readonly<Record<Sheddable, number>>;

/** How late a process is, in milliseconds. */
export interface Lateness {
  /** How late its timers fire. */
  loop: number;
  /** How long a connection to write by is waited for, and one to read by. */
  writing: number;
  reading: number;
}

/** A process that is not late. */
export const onTime: Lateness = { loop: 0, writing: 0, reading: 0 };

const rising = 0.5;
const falling = 0.1;

/** What is gone by after a look: quick to rise; slow to fall, so that nothing is let in and shut out in turn. */
export function smoothed(before: Lateness, seen: Lateness): Lateness {
  const towards = (from: number, to: number) => from + (to - from) * (to > from ? rising : falling);
  return {
    loop: towards(before.loop, seen.loop),
    writing: towards(before.writing, seen.writing),
    reading: towards(before.reading, seen.reading),
  };
}

/** What is to be left undone, in order. That readers wait for each other is no reason to refuse what is written. */
export function shedAt({ loop, writing, reading }: Lateness, limits: SheddingLimits): Sheddable[] {
  const atWork = Math.max(loop, writing);
  const late = { expensiveReads: Math.max(atWork, reading), reads: Math.max(atWork, reading) };
  return shedInOrder.filter((what) => ({ ...late, polls: atWork, webhooks: atWork })[what] >= limits[what]);
}

const retryAfterSeconds: Readonly<Record<Sheddable, number>> = { expensiveReads: 30, reads: 5, polls: 5, webhooks: 2 };

/** What a process leaves undone now. */
export interface Shedding {
  readonly lateness: Lateness;
  readonly shed: readonly Sheddable[];
}

/** Throws OVERLOADED, with the seconds to wait, while that is left undone. What is nothing of that kind never is. */
export function demandRoom({ shed }: Pick<Shedding, 'shed'>, what: Sheddable | undefined): void {
  if (what !== undefined && shed.includes(what))
    throw new HubError('OVERLOADED', undefined, { retryAfter: retryAfterSeconds[what] });
}
