import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { isPulled } from './domain/connector.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { dropJob } from './dropping.ts';
import { duplicateJob } from './duplicate-job.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { demandRunning } from './entities/system-ways.ts';
import type { Turns } from './entities/turns.ts';
import { dropFolders } from './files.ts';
import { isWorthAsking } from './ingest/coverage.ts';
import { partitionJob } from './partitioning.ts';
import { pollJob } from './poll-job.ts';
import { reconcileJob } from './reconciling.ts';
import { retentionJob } from './retaining.ts';
import { escalateOverdue, expireAccepted, wakeSnoozed } from './rules/by-time.ts';
import { tellGroups } from './rules/immaterial-groups.ts';
import type { WorkPolicy } from './rules/work-policy.ts';
import { type Enqueue, type Queue, startQueue, type WorkedQueue } from './schedule/jobs.ts';
import { forgetSlots } from './schedule/slots.ts';
import { startTicker, type Ticking } from './schedule/ticker.ts';
import type { Targets } from './sync/targets.ts';
import type { InstalledSystem } from './systems.ts';
import { verifyJob, verifyTicks } from './verify-job.ts';

/** Scheduled work: polls and housekeeping. */
export interface Polling extends StreamRequests {
  stop(): Promise<void>;
}

// Polls wait for other systems most of the time.
const concurrency = 4;

function streamsOf(systems: ReadonlyMap<string, InstalledSystem>) {
  return [...systems.values()].flatMap(({ config: { name: system, role }, connector }) =>
    Object.entries(connector.streams).map(([stream, each]) => ({ system, role, stream, pulled: isPulled(each) })),
  );
}

const enqueuePoll = (enqueue: Enqueue, { system, stream }: { system: string; stream: string }) =>
  enqueue('poll', `poll:${system}/${stream}`, { system, stream });

/** What may be asked of a stream now, instead of when it is due. Both throw UNKNOWN_SYSTEM when there is none of that name. */
export interface StreamRequests {
  /** Reads it. */
  pollNow(system: string, stream: string): Promise<void>;
  /** Compares it with its source. */
  reconcileNow(system: string, stream: string): Promise<void>;
}

/** Has streams read by whichever process works off the queue. */
export function streamRequests(
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  enqueue: Enqueue,
): StreamRequests {
  const streams = streamsOf(systems);
  const demandAsked = async (system: string, stream: string) => {
    const known = streams.find((each) => each.system === system && each.stream === stream);
    if (known === undefined) throw new HubError('UNKNOWN_SYSTEM', `there is no stream ${system}/${stream}`);
    if (!known.pulled) {
      throw new HubError('BAD_USER_INPUT', `stream: ${system}/${stream} can not be asked; ${system} tells of it`);
    }
    await withConnection(database, (sql) => demandRunning(sql, system, 'in'));
    return known;
  };
  return {
    async pollNow(system, stream) {
      await enqueuePoll(enqueue, await demandAsked(system, stream));
    },
    async reconcileNow(system, stream) {
      await demandAsked(system, stream);
      await enqueue('reconcile', `reconcile:${system}/${stream}`, { system, stream });
    },
  };
}

// Each pause is longer than the one before; all of them together are some hours.
const partitionAttempts = 10;
const enqueuePartitions = (queue: Queue) =>
  queue.enqueue('partitions', 'partitions', {}, { attempts: partitionAttempts });

/** One job for all streams: what lists a whole system must not keep the others from being polled. */
function reconciliation(everySeconds: number | null, queue: Queue): Ticking[] {
  if (everySeconds === null) return [];
  return [{ name: 'reconcile', everySeconds, fire: () => queue.enqueue('reconcile', 'reconcile', {}) }];
}

function housekeeping(database: DataSource, work: WorkPolicy, queue: WorkedQueue, onFeed: () => void): Ticking[] {
  return [
    {
      name: 'partitions',
      everySeconds: 86_400,
      fire: () => enqueuePartitions(queue),
    },
    {
      name: 'retention',
      everySeconds: 86_400,
      fire: () => queue.enqueue('retention', 'retention', {}),
    },
    {
      name: 'duplicates',
      everySeconds: 3600,
      fire: () => queue.enqueue('duplicates', 'duplicates', {}),
    },
    {
      // What comes back from being snoozed or accepted may be overdue at once.
      name: 'exceptions-by-time',
      everySeconds: 30,
      async fire() {
        const woken = await transaction(database, wakeSnoozed);
        const expired = await transaction(database, expireAccepted);
        const now = new Date().toISOString();
        const escalated = await transaction(database, (sql) => escalateOverdue(sql, work, now));
        const told = await tellGroups(database, work);
        if (woken + expired + escalated + told > 0) onFeed();
      },
    },
    {
      name: 'tidy-jobs',
      everySeconds: 3600,
      fire: queue.tidy,
    },
    {
      name: 'forget-slots',
      everySeconds: 3600,
      async fire() {
        await withConnection(database, forgetSlots);
      },
    },
  ];
}

/** Starts the ticker and the job queue. `onMessages` is called when a poll has brought something. */
export async function startPolling(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  targets: Targets,
  work: WorkPolicy,
  turns: Turns,
  onMessages: () => void,
  onFeed: () => void,
  log: Logger,
): Promise<Polling> {
  const { timing } = config.policy;
  const stopping = new AbortController();
  const enqueue = ({ system, stream }: { system: string; stream: string }, inSeconds = 0) =>
    queue.enqueue('poll', `poll:${system}/${stream}`, { system, stream }, { inSeconds });
  const poll = pollJob(config, database, systems, turns, onMessages, enqueue, log, stopping.signal);
  const drop = dropJob(config, database, systems, onMessages, log);
  const duplicates = duplicateJob(database, targets, turns, log);
  const reconcile = reconcileJob(config, database, systems, onMessages, log, stopping.signal);
  const retention = retentionJob(config, database, log);
  const verify = verifyJob(config, database, systems, log, stopping.signal);
  const jobs = { poll, drop, duplicates, reconcile, partitions: partitionJob(config, log), retention, verify };
  const queue = await startQueue({ url: config.database.url, cell: config.cell }, jobs, concurrency);
  // The day's slot may be taken: a hub that starts looks all the same.
  await enqueuePartitions(queue);
  const pulled = streamsOf(systems).filter((each) => each.pulled);
  const polls = pulled.map(
    (each): Ticking => ({
      name: `poll:${each.system}/${each.stream}`,
      everySeconds: timing.pollEverySeconds,
      async fire() {
        if (await isWorthAsking(database, each, timing.freshnessSeconds[each.role] / 2))
          await enqueuePoll(queue.enqueue, each);
      },
    }),
  );
  const drops = dropFolders(config).map(
    ({ system }): Ticking => ({
      name: `drop:${system}`,
      everySeconds: timing.pollEverySeconds,
      fire: () => queue.enqueue('drop', `drop:${system}`, { system }),
    }),
  );
  const stopTicker = startTicker(
    database,
    [
      ...polls,
      ...drops,
      ...reconciliation(timing.reconcileEverySeconds, queue),
      ...housekeeping(database, work, queue, onFeed),
      ...verifyTicks(config, queue.enqueue),
    ],
    (name, error) => log.error({ job: name, error: messageOf(error) }, 'a job could not be fired'),
  );
  return {
    ...streamRequests(database, systems, queue.enqueue),
    async stop() {
      stopping.abort();
      await stopTicker();
      await queue.stop();
    },
  };
}
