import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { messageOf } from './domain/errors.ts';
import type { Turns } from './entities/turns.ts';
import type { FindStream } from './ingest/hints.ts';
import { interpreter } from './ingest/interpret.ts';
import { pollStream } from './ingest/poll.ts';
import { streamFinder } from './pipeline.ts';
import type { InstalledSystem } from './systems.ts';

/**
 * The job that polls one stream, until the signal. `onMessages` is called when it has brought something; `pollAgain` has it
 * done again in so many seconds.
 */
export function pollJob(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  turns: Turns,
  onMessages: () => void,
  pollAgain: (place: { system: string; stream: string }, seconds: number) => Promise<void>,
  log: Logger,
  signal: AbortSignal,
): (payload: Record<string, unknown>) => Promise<void> {
  const { timing, mappings } = config.policy;
  const context = {
    limits: {
      pageSize: timing.pageSize,
      overlapSeconds: timing.pollOverlapSeconds,
      lagSeconds: timing.pollLagSeconds,
    },
    everySeconds: timing.pollEverySeconds,
    interpret: interpreter(systems, mappings),
    newCorrelationId: randomUUID,
    turns,
    signal,
    onPage: (count: number) => {
      if (count > 0) onMessages();
    },
  };
  const find = streamFinder(systems);
  const failing = new Set<string>();
  /** Polls, and returns the seconds to wait until it can go on; 0 when it is through. */
  async function poll(system: string, name: string, found: NonNullable<ReturnType<FindStream>>): Promise<number> {
    const place = `${system}/${name}`;
    let wait = 0;
    const onWait = (seconds: number) => {
      wait = seconds;
    };
    try {
      await pollStream(database, { system, name, ...found }, { ...context, onWait });
      if (failing.delete(place)) log.info({ stream: place }, 'the stream can be read again');
    } catch (error) {
      // Said once, not at every poll: the stream's own row keeps the latest reason.
      if (!failing.has(place)) log.warn({ stream: place, error: messageOf(error) }, 'the stream can not be read');
      failing.add(place);
    }
    return wait;
  }

  return async (payload) => {
    const { system, stream } = payload as { system: string; stream: string };
    const found = find(system, stream);
    const wait = found === undefined ? 0 : await poll(system, stream, found);
    // Whoever has to wait for a turn comes back for it, and leaves its place here to the other systems meanwhile.
    if (wait > 0) await pollAgain({ system, stream }, wait);
  };
}
