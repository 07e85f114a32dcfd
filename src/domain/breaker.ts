/** Whether one way into or out of a system can be relied on. Instants are milliseconds since 1970. */
export interface Breaker {
  /** Failures in a row. */
  failures: number;
  /** How often it has opened since it was closed last. */
  openings: number;
  /** Since when nothing goes through; null while it is closed. */
  openedAt: number | null;
  /** When the next probe may go; while one is under way, when another may because it did not come back. */
  probeAt: number | null;
  /** Whether a probe is under way. */
  probing: boolean;
}

/** When a breaker opens, for how long, and how long a probe may take. */
export interface BreakerLimits {
  failures: number;
  firstSeconds: number;
  mostSeconds: number;
  probeSeconds: number;
}

/** A breaker that lets everything through. */
export const closedBreaker: Breaker = { failures: 0, openings: 0, openedAt: null, probeAt: null, probing: false };

/** How long to wait before something may be tried, in milliseconds; 0 when it may be now. */
export function untilTry({ openedAt, probeAt }: Breaker, now: number): number {
  return openedAt === null ? 0 : Math.max(0, (probeAt ?? 0) - now);
}

/** What a breaker is once a try has begun that it let through: of all that wait for an open one, one is the probe. */
export function tried(breaker: Breaker, now: number, { probeSeconds }: BreakerLimits): Breaker {
  return breaker.openedAt === null ? breaker : { ...breaker, probing: true, probeAt: now + probeSeconds * 1000 };
}

/**
 * How long it stays open, in milliseconds: twice as long each time, up to a limit, and by `chance` (0 to 1) up to a half
 * less, so that those that were shut out together don't come back together.
 */
function pauseOf(openings: number, chance: number, { firstSeconds, mostSeconds }: BreakerLimits): number {
  const longest = Math.min(mostSeconds, firstSeconds * 2 ** Math.min(openings - 1, 30));
  return longest * 1000 * (1 - chance / 2);
}

/** A failure: when what failed began, when it was noticed, and a number from 0 to 1 that varies the pause. */
export interface Failure {
  began: number;
  now: number;
  chance: number;
}

/** What a breaker is after a failure. Once it is open only its probe counts: the rest began before it opened. */
export function afterFailure(breaker: Breaker, { began, now, chance }: Failure, limits: BreakerLimits): Breaker {
  const failures = breaker.failures + 1;
  if (breaker.openedAt === null && failures < limits.failures) return { ...breaker, failures };
  if (breaker.openedAt !== null && (!breaker.probing || began < breaker.openedAt)) return breaker;
  const openings = breaker.openings + 1;
  const openedAt = breaker.openedAt ?? now;
  return { failures, openings, openedAt, probeAt: now + pauseOf(openings, chance, limits), probing: false };
}
