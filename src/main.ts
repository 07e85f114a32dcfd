import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { type Config, readConfig } from './config.ts';
import { migrateDatabase } from './database.ts';
import { HubError } from './domain/errors.ts';
import { type Hub, pagesFolder, startHub } from './hub.ts';
import { partitionJob } from './partitioning.ts';
import { runUntilTold } from './process-life.ts';

async function start(config: Config, log: Logger, stopping: AbortSignal): Promise<Hub | undefined> {
  const ran = await migrateDatabase(config);
  if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
  if (stopping.aborted) return undefined;
  // What stands in the way now need not keep the hub from starting: it tries again by itself.
  await partitionJob(config, log)().catch(() => undefined);
  if (stopping.aborted) return undefined;
  const hub = await startHub(config, log, pagesFolder(dirname(fileURLToPath(import.meta.url))));
  log.info({ url: hub.url, role: config.role }, 'the hub is ready');
  process.send?.({ ready: hub.url });
  return hub;
}

try {
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: { cell: config.cell } });
  await runUntilTold({
    start: (stopping) => start(config, log, stopping),
    onLate: () => log.warn('what had begun could not be finished in time; it is cut off'),
  });
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
