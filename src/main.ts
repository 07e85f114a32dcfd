import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { startCells } from './cells.ts';
import { readConfig } from './config.ts';
import { HubError } from './domain/errors.ts';
import { readGroup } from './group-config.ts';
import { pagesFolder } from './hub.ts';
import { type Running, runUntilTold } from './process-life.ts';
import { startCell } from './starting.ts';

type Start = (stopping: AbortSignal) => Promise<(Running & { url: string }) | undefined>;

const pages = pagesFolder(dirname(fileURLToPath(import.meta.url)));

/** What this process serves: one cell, or several of a group. */
function served() {
  const group = readGroup();
  const config = group ?? readConfig();
  const log = pino({ level: config.logLevel, base: 'cell' in config ? { cell: config.cell } : {} });
  const start: Start = (stopping) =>
    'cell' in config ? startCell(config, log, { pages }, stopping) : startCells(config, log, pages);
  return { log, start };
}

try {
  const { log, start } = served();
  await runUntilTold({
    async start(stopping) {
      const running = await start(stopping);
      if (running !== undefined) process.send?.({ ready: running.url });
      return running;
    },
    onLate: () => log.warn('what had begun could not be finished in time; it is cut off'),
  });
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
