import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { isPulled } from './domain/connector.ts';
import { messageOf } from './domain/errors.ts';
import { interpreter } from './ingest/interpret.ts';
import { pollStream } from './ingest/poll.ts';
import type { InstalledSystem } from './systems.ts';

/** The job that polls one stream, until the signal. `onMessages` is called when it has brought something. */
export function pollJob(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  onMessages: () => void,
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
    signal,
    onPage: (count: number) => {
      if (count > 0) onMessages();
    },
  };
  const failing = new Set<string>();
  return async (payload) => {
    const { system, stream: name } = payload as { system: string; stream: string };
    const installed = systems.get(system);
    const stream = installed?.connector.streams[name];
    if (installed === undefined || stream === undefined || !isPulled(stream)) return;
    const place = `${system}/${name}`;
    try {
      await pollStream(database, { system, name, stream, client: installed.client }, context);
      if (failing.delete(place)) log.info({ stream: place }, 'the stream can be read again');
    } catch (error) {
      // Said once, not at every poll: the stream's own row keeps the latest reason.
      if (!failing.has(place)) log.warn({ stream: place, error: messageOf(error) }, 'the stream can not be read');
      failing.add(place);
    }
  };
}
