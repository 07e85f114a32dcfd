import { HubError } from '../domain/errors.ts';

/** Lets a delivery through at an instant of a clock in milliseconds. Throws RATE_LIMITED with the seconds to wait. */
export type DeliveryGate = (now: number) => void;

/**
 * Lets so many deliveries a second through on the average, and twice as many at once. Only proven deliveries are to
 * pass it, so that nobody without the secret can use up what a system may send.
 */
export function deliveryGate(mostPerSecond: number): DeliveryGate {
  const most = 2 * mostPerSecond;
  let left = most;
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    left = Math.min(most, left + (Math.max(0, now - last) / 1000) * mostPerSecond);
    last = Math.max(last, now);
    if (left < 1) {
      const retryAfter = Math.max(1, Math.ceil((1 - left) / mostPerSecond));
      throw new HubError('RATE_LIMITED', `more than ${mostPerSecond} deliveries a second`, { retryAfter });
    }
    left -= 1;
  };
}
