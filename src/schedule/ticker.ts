import { schedule } from 'node-cron';
import type { DataSource } from 'typeorm';
import { withConnection } from '../entities/sql.ts';
import { claimSlot } from './slots.ts';

/** A job that is due again and again. */
export interface Ticking {
  name: string;
  everySeconds: number;
  /** Called on the one hub that won the slot; long work is handed on as a job. */
  fire: () => Promise<void>;
}

// A tick that comes late says nothing that the slots do not: the next one finds what is due.
const quiet = { info() {}, warn() {}, error() {}, debug() {} };

/** Ticks once a second and fires what is due. Returns what stops it. */
export function startTicker(
  database: DataSource,
  jobs: readonly Ticking[],
  onError: (name: string, error: unknown) => void,
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const last = new Map<string, number>();
  const fireIfWon = async ({ name, everySeconds, fire }: Ticking): Promise<void> => {
    try {
      const won = await withConnection(database, (sql) => claimSlot(sql, name, everySeconds));
      if (won !== undefined) await fire();
    } catch (error) {
      onError(name, error);
    }
  };
  const tick = async (): Promise<void> => {
    for (const job of jobs) {
      // Asking the database about a slot that can't have changed since the last tick would be idle talk.
      const slot = Math.floor(Date.now() / 1000 / job.everySeconds);
      if (last.get(job.name) === slot) continue;
      // Whoever stays has the rest.
      if (stopped) return;
      last.set(job.name, slot);
      await fireIfWon(job);
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
