import { schedule } from 'node-cron';
import type { DataSource } from 'typeorm';
import { transaction, withConnection } from '../entities/sql.ts';
import { claimSlot, giveSlotBack, type WonSlot } from './slots.ts';

/** A job that is due again and again. */
export interface Ticking {
  name: string;
  everySeconds: number;
  /** Called on the one hub that won the slot, and again when it throws; long work is handed on as a job. */
  fire: () => Promise<void>;
}

// A tick that comes late says nothing that the slots do not: the next one finds what is due.
const quiet = { info() {}, warn() {}, error() {}, debug() {} };

// What fails each time must not keep the others waiting; nor must it rest for longer than it would by itself.
const restSeconds = (times: number, everySeconds: number) => Math.min(2 ** (times - 1), 60, everySeconds);

/**
 * What fires a job if this hub wins its slot, and gives a slot back that it has won in vain. Claim and job are not one
 * transaction: some jobs do their work as they are fired, and the other hubs would wait that long with theirs.
 */
function firing(database: DataSource): (job: Ticking) => Promise<void> {
  const held = new Map<string, WonSlot>();
  const giveBack = async (name: string): Promise<void> => {
    const won = held.get(name);
    if (won === undefined) return;
    await withConnection(database, (sql) => giveSlotBack(sql, won));
    held.delete(name);
  };
  return async ({ name, everySeconds, fire }) => {
    await giveBack(name);
    try {
      await transaction(database, async (sql) => {
        const won = await claimSlot(sql, name, everySeconds);
        // Known before it is committed: when the answer to that is lost, the slot may be this hub's all the same.
        if (won === undefined) held.delete(name);
        else held.set(name, won);
      });
      if (held.has(name)) await fire();
      held.delete(name);
    } catch (error) {
      // At once, for whoever takes this hub's place if it ends now; if the database is away, before the next claim.
      await giveBack(name).catch(() => undefined);
      throw error;
    }
  };
}

/**
 * Ticks once a second and fires what is due; what fails is tried again within its slot, less and less often. `onError` hears
 * of the first failure of a job, and of none after it until the job has gone well. Returns what stops it.
 */
export function startTicker(
  database: DataSource,
  jobs: readonly Ticking[],
  onError: (name: string, error: unknown) => void,
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const last = new Map<string, number>();
  /** Jobs that fail: how often in a row, and until when they are left alone. */
  const failing = new Map<string, { times: number; until: number }>();
  const fireIfWon = firing(database);
  const attempt = async (job: Ticking, slot: number): Promise<void> => {
    try {
      await fireIfWon(job);
      last.set(job.name, slot);
      failing.delete(job.name);
    } catch (error) {
      const times = (failing.get(job.name)?.times ?? 0) + 1;
      // A database that is away for an hour is no news each second.
      if (times === 1) onError(job.name, error);
      failing.set(job.name, { times, until: Date.now() + restSeconds(times, job.everySeconds) * 1000 });
    }
  };
  const rests = ({ name }: Ticking): boolean => Date.now() < (failing.get(name)?.until ?? 0);
  const tick = async (): Promise<void> => {
    for (const job of jobs) {
      // Asking the database about a slot that can't have changed since the last tick would be idle talk.
      const slot = Math.floor(Date.now() / 1000 / job.everySeconds);
      if (last.get(job.name) === slot || rests(job)) continue;
      // Whoever stays has the rest.
      if (stopped) return;
      await attempt(job, slot);
    }
  };
  const task = schedule(
    '* * * * * *',
    () => {
      running = running.then(tick, tick);
    },
    { noOverlap: true, logger: quiet },
  );
  return async () => {
    stopped = true;
    await task.destroy();
    await running;
  };
}
