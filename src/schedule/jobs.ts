import {
  Logger,
  makeWorkerUtils,
  type Runner,
  type RunnerOptions,
  run,
  runMigrations,
  type TaskList,
  type WorkerUtils,
} from 'graphile-worker';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { type Sql, withConnection } from '../entities/sql.ts';

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
  address.searchParams.set('options', '-c role=throughline_hub');
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

/** The queue's own connections. The library's pool forgets its listeners before its connections have ended. */
function poolFor(connectionString: string): Pool {
  const pool = new Pool({ connectionString });
  const lost = () => {
    // Whoever uses a lost connection next is told so; idle ones are simply replaced.
  };
  pool.on('error', lost);
  pool.on('connect', (client) => void client.on('error', lost));
  return pool;
}

function enqueueBy({ addJob }: Pick<WorkerUtils, 'addJob'>): Enqueue {
  // What fails is mostly fired again by its schedule soon; retrying it by itself too would only pile up.
  return async (name, key, payload, { attempts = 1, inSeconds = 0 } = {}) => {
    const runAt = new Date(Date.now() + inSeconds * 1000);
    await addJob(name, payload, { jobKey: key, jobKeyMode: 'preserve_run_at', maxAttempts: attempts, runAt });
  };
}

/** Opens the queue for a process that enqueues jobs and leaves them to others. */
export async function startEnqueuing(place: QueuePlace): Promise<Queue> {
  const { connectionString, ...settings } = placeOf(place);
  const pool = poolFor(connectionString);
  const utils = await makeWorkerUtils({ ...settings, pgPool: pool });
  return {
    enqueue: enqueueBy(utils),
    async stop() {
      await utils.release();
      await pool.end();
    },
  };
}

const againMs = 1000;

/** Keeps working off jobs until it is stopped: where the database goes away the library gives up, and is started anew. */
async function keepRunning(options: RunnerOptions): Promise<() => Promise<void>> {
  let runner: Runner | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;
  const ended = () => {
    runner = undefined;
    if (!stopped) again = setTimeout(() => void start().catch(ended), againMs);
  };
  const start = async () => {
    runner = await run(options);
    runner.promise.then(ended, ended);
    if (stopped) await runner.stop();
  };
  await start();
  return async () => {
    stopped = true;
    clearTimeout(again);
    await runner?.stop();
  };
}

// In a batch, be it of one, a job that can't be noted as done ends the runner; otherwise it would end the process.
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/** Starts working off jobs. */
export async function startQueue(place: QueuePlace, jobs: Jobs, concurrency: number): Promise<Queue> {
  const taskList: TaskList = {};
  for (const [name, work] of Object.entries(jobs)) {
    taskList[name] = (payload) => work(payload as Record<string, unknown>);
  }
  const { connectionString, ...settings } = placeOf(place);
  const pool = poolFor(connectionString);
  const options = { ...settings, pgPool: pool };
  const running = { ...options, preset, taskList, concurrency, noHandleSignals: true, pollInterval: 1000 };
  const stopRunning = await keepRunning(running);
  const utils = await makeWorkerUtils(options);
  return {
    enqueue: enqueueBy(utils),
    async stop() {
      await stopRunning();
      await utils.release();
      await pool.end();
    },
  };
}

/** Lets the hub role set up the queue's schema: creating one needs a right that it does not keep. */
export async function withCreateRight(admin: DataSource, work: () => Promise<void>): Promise<void> {
  const onDatabase = async (verb: (sql: Sql, name: string) => Promise<unknown>) =>
    withConnection(admin, async (sql) => {
      const row = await sql.row<{ name: string }>('select quote_ident(current_database()) as name');
      await verb(sql, row?.name as string);
    });
  await onDatabase((sql, name) => sql.run(`grant create on database ${name} to throughline_hub`));
  try {
    await work();
  } finally {
    await onDatabase((sql, name) => sql.run(`revoke create on database ${name} from throughline_hub`));
  }
}
