import type { DataSource } from 'typeorm';
import { withConnection } from './sql.ts';

/** The database's clock as this process can tell it without asking. */
export interface DatabaseClock {
  now(): Date;
  stop(): void;
}

// A minute's drift of a quartz is some milliseconds.
const measureEveryMs = 60_000;

/** The instant of the database's clock in the middle of asking for it, and when that was by the process's steady clock. */
async function measure(database: DataSource): Promise<{ at: number; steady: number }> {
  const asked = performance.now();
  const row = await withConnection(database, (sql) =>
    sql.row<{ at: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as at'),
  );
  return { at: row?.at as number, steady: (asked + performance.now()) / 2 };
}

/**
 * Follows the database's clock by one that never jumps: what the hubs of a cell decide by the time they decide alike, however
 * their machines' clocks are set. `onMeasured` is told each time by how many milliseconds the machine's own is ahead.
 */
export async function followDatabaseClock(
  database: DataSource,
  onMeasured: (aheadMs: number) => void,
): Promise<DatabaseClock> {
  let last = await measure(database);
  const now = () => last.at + performance.now() - last.steady;
  const aheadMs = () => Date.now() - now();
  onMeasured(aheadMs());
  const timer = setInterval(async () => {
    // While the database does not answer, the last measurement is still good.
    last = await measure(database).catch(() => last);
    onMeasured(aheadMs());
  }, measureEveryMs);
  timer.unref();
  return { now: () => new Date(now()), stop: () => clearInterval(timer) };
}
