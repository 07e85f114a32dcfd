import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { within } from './domain/within.ts';
import type { Hub } from './hub.ts';

/** A cell among others in one process. */
export interface RunningCell {
  config: Config;
  /** Its hub, once that has been started. */
  hub(): Hub | undefined;
  /** Whether it can be worked with, as far as that is known within a second. */
  state(): Promise<'starting' | 'up' | 'down'>;
  stop(): Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
// Whoever asks how all cells are must not wait for the one that does not answer.
const answersWithinMs = 1000;

/**
 * Starts a cell and, as long as it can't be started, tries again: with pauses that grow to half a minute, so that a database
 * that comes back is found soon. Once it runs, it finds back to its database by itself.
 */
export function keepUp(
  config: Config,
  start: (stopping: AbortSignal) => Promise<Hub | undefined>,
  log: Logger,
): RunningCell {
  const stopping = new AbortController();
  const { signal } = stopping;
  let hub: Hub | undefined;
  let failures = 0;

  async function run(): Promise<void> {
    while (hub === undefined && !signal.aborted) {
      try {
        hub = await start(signal);
      } catch (error) {
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
        failures += 1;
        log.error({ error: messageOf(error), pauseMs }, 'the cell could not be started; it is tried again');
        await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const started = run();
  return {
    config,
    hub: () => hub,
    async state() {
      if (hub === undefined) return failures === 0 ? 'starting' : 'down';
      const late = () => new HubError('DATABASE_UNAVAILABLE');
      return within(answersWithinMs, hub.check(), late).then(
        () => 'up',
        () => 'down',
      );
    },
    async stop() {
      stopping.abort();
      await started;
      await hub?.stop();
    },
  };
}
