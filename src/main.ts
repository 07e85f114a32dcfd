import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { migrateDatabase } from './database.ts';
import { HubError } from './domain/errors.ts';
import { pagesFolder, startHub } from './hub.ts';
import { partitionJob } from './partitioning.ts';

try {
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: { cell: config.cell } });
  const ran = await migrateDatabase(config);
  if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
  // What stands in the way now need not keep the hub from starting: it tries again by itself.
  await partitionJob(config, log)().catch(() => undefined);
  const hub = await startHub(config, log, pagesFolder(dirname(fileURLToPath(import.meta.url))));
  log.info({ url: hub.url }, 'the hub is ready');
  process.send?.({ ready: hub.url });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await hub.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
