import type { DataSource } from 'typeorm';
import { until } from './until.ts';

/**
 * Takes the next day's slot of a job that a cell's hub does once a day, as soon as the hub has taken this day's: a test
 * that goes on past midnight is not to meet the job.
 */
export async function takeNextDay(database: DataSource, cell: string, job: string): Promise<void> {
  const take = () =>
    database.query(
      `insert into ${cell}.job_fire (job, slot, fired_at)
       select j.job, j.slot + interval '1 day', clock_timestamp() from ${cell}.job_fire j where j.job = $1
       on conflict (job, slot) do nothing returning 1`,
      [job],
    );
  await until(async () => (await take()).length > 0, `this day's slot of ${job}`);
}
