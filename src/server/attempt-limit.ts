/** Says whether one more attempt is within the limit, by the key of whoever attempts. */
export type AttemptLimit = (key: string, now: number) => boolean;

const mostKeys = 10_000;

/**
 * Allows so many attempts a minute for each key. The counts are this process's own: the limit bounds what one hub has
 * to bear, not what a firm may do.
 */
export function attemptLimit(mostAMinute: number): AttemptLimit {
  let minute = 0;
  let counts = new Map<string, number>();
  return (key, now) => {
    const current = Math.floor(now / 60_000);
    if (current !== minute || counts.size > mostKeys) {
      minute = current;
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= mostAMinute;
  };
}
