import { HubError } from '../domain/errors.ts';

// How far a sender's clock may be ahead of the database's. A version further in the future would shut out every later one.
const mostAheadMs = 5 * 60 * 1000;

/** Throws UNREADABLE for an instant that lay in the future when it was received, by more than five minutes. */
export function refuseFuture(instant: string, receivedAt: string, what: string): void {
  if (Date.parse(instant) > Date.parse(receivedAt) + mostAheadMs) {
    throw new HubError('UNREADABLE', `${what}: ${instant} lies in the future`);
  }
}
