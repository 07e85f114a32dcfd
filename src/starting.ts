import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { migrateDatabase } from './database.ts';
import { type Hub, type HubOptions, startHub } from './hub.ts';
import { partitionJob } from './partitioning.ts';

/** Brings a cell up to date and starts its hub; gives up between two steps when the signal says so. */
export async function startCell(
  config: Config,
  log: Logger,
  options: HubOptions,
  stopping: AbortSignal,
): Promise<Hub | undefined> {
  const ran = await migrateDatabase(config);
  if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
  if (stopping.aborted) return undefined;
  // What stands in the way now need not keep the hub from starting: it tries again by itself.
  await partitionJob(config, log)().catch(() => undefined);
  if (stopping.aborted) return undefined;
  const hub = await startHub(config, log, options);
  log.info({ url: hub.url, role: config.role }, 'the hub is ready');
  return hub;
}
