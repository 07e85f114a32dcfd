import type { Direction } from '../domain/halt.ts';
import type { Sql } from './sql.ts';

/** Whether work on a system may begin: the seconds to wait, and what for. */
export type Turn =
  | { wait: 0; because?: undefined }
  | { wait: number; because: 'breaker'; lastError: string }
  | { wait: number; because: 'budget' | 'load' };

/**
 * The turns of systems. A turn is what is done at a system in one go: a page of a poll, a reading of hints, a delivery. It
 * is asked for before it begins and never interrupted: what it needs beyond its first request is made up for afterwards.
 */
export interface Turns {
  /** Takes a turn, in the transaction of whatever else has to be true with it. */
  begin(sql: Sql, system: string, direction: Direction): Promise<Turn>;
  /** Takes note of what has become of one: `error` is what it failed with, if it did. */
  ended(system: string, direction: Direction, seconds: number, error?: unknown): Promise<void>;
}

/** Turns for whoever wants them. */
export const freeTurns: Turns = {
  begin: async () => ({ wait: 0 }),
  ended: async () => {},
};

/** Does the work of a turn that has been taken, and takes note of what became of it before anybody acts on that. */
export async function inTurn<T>(turns: Turns, system: string, direction: Direction, work: () => Promise<T>) {
  const started = performance.now();
  const ended = (error?: unknown) => turns.ended(system, direction, (performance.now() - started) / 1000, error);
  const [outcome] = await Promise.allSettled([work()]);
  await ended(outcome.status === 'rejected' ? outcome.reason : undefined);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
