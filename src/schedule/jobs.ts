import { setTimeout as wait } from 'node:timers/promises';
import {
  Logger,
  makeWorkerUtils,
  type Runner,
  run,
  runMigrations,
  type TaskList,
  type WorkerUtils,
} from 'graphile-worker';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { sessionSettings } from '../entities/connections.ts';
import { migrationLock } from '../entities/migrate.ts';
import { withConnection } from '../entities/sql.ts';
import { queuePool } from './queue-pool.ts';

/** Asynchronous work by name; each takes the payload that it was enqueued with. */
export type Jobs = Readonly<Record<string, (payload: Record<string, unknown>) => Promise<void>>>;

/** Where the job queue lives. */
export interface QueuePlace {
  url: string;
  cell: string;
}

// The queue says little: what matters of a job is told by the job itself.
const silent = new Logger(() => () => {});

function placeOf({ url, cell }: QueuePlace) {
  const address = new URL(url);
  address.searchParams.set('options', `-c role=throughline_hub ${sessionSettings}`);
  address.searchParams.set('application_name', 'throughline jobs');
  return { connectionString: address.toString(), schema: `${cell}_worker`, logger: silent };
}

/** Brings the queue's own schema up to date. */
export async function migrateQueue(place: QueuePlace): Promise<void> {
  await runMigrations(placeOf(place));
}

/**
 * Enqueues a job, for now unless it says in how many seconds, if none with the same key waits already. What fails is tried
 * again only if attempts say so.
 */
export type Enqueue = (
  name: string,
  key: string,
  payload: object,
  options?: { attempts?: number; inSeconds?: number },
) => Promise<void>;

/** The queue as this process has it open. */
export interface Queue {
  enqueue: Enqueue;
  stop(): Promise<void>;
}

/** The queue as it is worked off. */
export interface WorkedQueue extends Queue {
  /** Deletes jobs that will never be tried again: those that failed for good, and those whose process died with them. */
  tidy(): Promise<void>;
}

/** The instant in so many seconds, by the clock that the queue is worked off by. */
async function instantIn(pool: Pool, seconds: number): Promise<Date> {
  const { rows } = await pool.query('select clock_timestamp() + make_interval(secs => $1) as at', [seconds]);
  // The project's connections give instants as text, the queue wants them as dates.
  return new Date(rows[0].at);
}

function enqueueBy({ addJob }: Pick<WorkerUtils, 'addJob'>, pool: Pool): Enqueue {
  // What fails is mostly fired again by its schedule soon; retrying it by itself too would only pile up.
  return async (name, key, payload, { attempts = 1, inSeconds = 0 } = {}) => {
    // A job of a hub whose clock is ahead would be due later for all of them, and keep its key until then.
    const when = inSeconds > 0 ? { runAt: await instantIn(pool, inSeconds) } : {};
    await addJob(name, payload, { jobKey: key, jobKeyMode: 'preserve_run_at', maxAttempts: attempts, ...when });
  };
}

/** Opens the queue for a process that enqueues jobs and leaves them to others. */
export async function startEnqueuing(place: QueuePlace): Promise<Queue> {
  const { connectionString, ...settings } = placeOf(place);
  const pool = queuePool(connectionString);
  const utils = await makeWorkerUtils({ ...settings, pgPool: pool });
  return {
    enqueue: enqueueBy(utils, pool),
    async stop() {
      await utils.release();
      await pool.end();
    },
  };
}

// What became of a job is put down with what became of others, even if there are none: by itself nobody would wait for it,
// and a database that is away at that moment would end the process, with all of its cells.
const gathered = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };
const restartMs = 1000;
// Once all jobs are through, only a database that is away keeps a runner from ending.
const mostEndMs = 5000;

/**
 * Resolves once a runner takes no more jobs, or may take none any more: one that could not ask for jobs when it began
 * keeps that failure, and one that could not put several down never says that it has ended. So the first sign counts.
 */
function givenUp({ events, promise }: Runner): Promise<void> {
  return new Promise((resolve) => {
    const over = () => resolve();
    events.once('worker:getJob:error', over);
    events.once('pool:gracefulShutdown', over);
    promise.then(over, over);
  });
}

/** Stops a runner and frees what it holds. One that has given up by itself refuses, and says so each time. */
const stopped = (runner: Runner | undefined) => runner?.stop().catch(() => undefined);

/** Keeps a runner going: another takes the place of one that gives up, as often as it takes until the database is back. */
function keepRunning(first: Runner, begin: () => Promise<Runner>): () => Promise<void> {
  const stopping = new AbortController();
  let runner: Runner | undefined = first;
  const watch = async () => {
    while (!stopping.signal.aborted) {
      if (runner !== undefined) await givenUp(runner);
      // The jobs that it has begun come to their end beside those of the next one.
      void stopped(runner);
      await wait(restartMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) runner = await begin().catch(() => undefined);
    }
    await stopped(runner);
  };
  const watched = watch();
  return async () => {
    stopping.abort();
    await stopped(runner);
    await watched;
  };
}

/** Starts working off jobs. */
export async function startQueue(place: QueuePlace, jobs: Jobs, concurrency: number): Promise<WorkedQueue> {
  const atWork = new Set<Promise<void>>();
  const taskList: TaskList = {};
  for (const [name, work] of Object.entries(jobs)) {
    taskList[name] = (payload) => {
      const job = work(payload as Record<string, unknown>).finally(() => atWork.delete(job));
      atWork.add(job);
      return job;
    };
  }
  const { connectionString, ...settings } = placeOf(place);
  const pool = queuePool(connectionString);
  const options = { ...settings, pgPool: pool };
  const running = { taskList, concurrency, noHandleSignals: true, pollInterval: 1000 };
  const begin = () => run({ ...options, ...running, preset: { worker: gathered } });
  const stopRunning = keepRunning(await begin(), begin);
  const utils = await makeWorkerUtils(options);
  return {
    enqueue: enqueueBy(utils, pool),
    tidy: () => utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] }),
    async stop() {
      const ended = stopRunning();
      await Promise.allSettled(atWork);
      await Promise.race([ended, wait(mostEndMs, undefined, { ref: false })]);
      await utils.release();
      await pool.end();
    },
  };
}

/**
 * Lets the hub role set up the queue's schema: creating one needs a right that it does not keep. One after the other: of two
 * hubs that start at once, one would take the right from the other, or not get to write it down.
 */
export function withCreateRight(admin: DataSource, work: () => Promise<void>): Promise<void> {
  return withConnection(admin, async (sql) => {
    await sql.run('select pg_advisory_lock($1)', [migrationLock]);
    try {
      const row = await sql.row<{ name: string }>('select quote_ident(current_database()) as name');
      await sql.run(`grant create on database ${row?.name} to throughline_hub`);
      try {
        await work();
      } finally {
        await sql.run(`revoke create on database ${row?.name} from throughline_hub`);
      }
    } finally {
      await sql.run('select pg_advisory_unlock($1)', [migrationLock]);
    }
  });
}
