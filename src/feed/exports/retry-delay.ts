/** How long a receiver that fails is left alone: at first, and at most. */
export interface RetrySeconds {
  first: number;
  most: number;
}

// A receiver that asks for more is asked again all the same: it may have meant another clock.
const longestAsked = 24 * 3600;

/**
 * Seconds until a receiver that failed so many times is tried again: twice as long each time, less a random part (0 to 1)
 * of half of it, so that receivers that failed together don't all come back at once; and not before it asked for.
 */
export function retryDelay(
  failures: number,
  { first, most }: RetrySeconds,
  random: number,
  retryAfter: number | undefined,
): number {
  const longest = Math.min(most, first * 2 ** Math.min(failures - 1, 30));
  return Math.max(longest * (1 - random / 2), Math.min(retryAfter ?? 0, longestAsked));
}
