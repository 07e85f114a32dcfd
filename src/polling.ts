import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { interpreter } from './ingest/interpret.ts';
import { pollStream } from './ingest/poll.ts';
import { wakeSnoozed } from './rules/workflow.ts';
import { startQueue } from './schedule/jobs.ts';
import { forgetSlots } from './schedule/slots.ts';
import { startTicker, type Ticking } from './schedule/ticker.ts';
import type { InstalledSystem } from './systems.ts';

/** Scheduled work: polls and housekeeping. */
export interface Polling {
  /** Reads a stream now. Throws UNKNOWN_SYSTEM when there is none of that name. */
  pollNow(system: string, stream: string): Promise<void>;
  stop(): Promise<void>;
}

// Polls wait for other systems most of the time.
const concurrency = 4;

/** Starts the ticker and the job queue. `onMessages` is called when a poll has brought something. */
export async function startPolling(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  onMessages: () => void,
  onFeed: () => void,
  log: Logger,
): Promise<Polling> {
  const { timing } = config.policy;
  const limits = {
    pageSize: timing.pageSize,
    overlapSeconds: timing.pollOverlapSeconds,
    lagSeconds: timing.pollLagSeconds,
  };
  const interpret = interpreter(systems);
  const failing = new Set<string>();

  async function poll(payload: Record<string, unknown>): Promise<void> {
    const { system, stream: name } = payload as { system: string; stream: string };
    const installed = systems.get(system);
    const stream = installed?.connector.streams[name];
    if (installed === undefined || stream === undefined) return;
    const place = `${system}/${name}`;
    try {
      await pollStream(
        database,
        { system, name, stream, client: installed.client },
        {
          limits,
          interpret,
          newCorrelationId: randomUUID,
          onPage: (count) => {
            if (count > 0) onMessages();
          },
        },
      );
      if (failing.delete(place)) log.info({ stream: place }, 'the stream can be read again');
    } catch (error) {
      // Said once, not at every poll: the stream's own row keeps the latest reason.
      if (!failing.has(place)) log.warn({ stream: place, error: messageOf(error) }, 'the stream can not be read');
      failing.add(place);
    }
  }

  const queue = await startQueue({ url: config.database.url, cell: config.cell }, { poll }, concurrency);
  const streams = [...systems.values()].flatMap(({ config: { name: system }, connector }) =>
    Object.keys(connector.streams).map((stream) => ({ system, stream })),
  );
  const enqueue = ({ system, stream }: { system: string; stream: string }) =>
    queue.enqueue('poll', `poll:${system}/${stream}`, { system, stream });
  const polls = streams.map(
    (each): Ticking => ({
      name: `poll:${each.system}/${each.stream}`,
      everySeconds: timing.pollEverySeconds,
      fire: () => enqueue(each),
    }),
  );
  const housekeeping: Ticking[] = [
    {
      name: 'wake-snoozed',
      everySeconds: 30,
      async fire() {
        if ((await transaction(database, wakeSnoozed)) > 0) onFeed();
      },
    },
    {
      name: 'forget-slots',
      everySeconds: 3600,
      async fire() {
        await withConnection(database, forgetSlots);
      },
    },
  ];
  const stopTicker = startTicker(database, [...polls, ...housekeeping], (name, error) =>
    log.error({ job: name, error: messageOf(error) }, 'a job could not be fired'),
  );
  return {
    async pollNow(system, stream) {
      const known = streams.some((each) => each.system === system && each.stream === stream);
      if (!known) throw new HubError('UNKNOWN_SYSTEM', `there is no stream ${system}/${stream}`);
      await enqueue({ system, stream });
    },
    async stop() {
      await stopTicker();
      await queue.stop();
    },
  };
}
