/** How many requests a system is sent at most. Instants are milliseconds since 1970. */
export interface Budget {
  /** Null where there is no limit. */
  requestsPerMinute: number | null;
  /** When the next request is free; null when none has been made. */
  nextAt: number | null;
}

/** How long to wait until a request is free, in milliseconds. */
export function untilFree({ requestsPerMinute, nextAt }: Budget, now: number): number {
  return requestsPerMinute === null || nextAt === null ? 0 : Math.max(0, nextAt - now);
}

/**
 * What is left after a request. One that could not wait is made up for by those that come after it; what was not used is
 * not saved up, so that a pause is not followed by a burst.
 */
export function spend({ requestsPerMinute, nextAt }: Budget, now: number): Budget {
  if (requestsPerMinute === null) return { requestsPerMinute, nextAt };
  return { requestsPerMinute, nextAt: Math.max(nextAt ?? now, now) + 60_000 / requestsPerMinute };
}
