import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { messageOf } from './domain/errors.ts';
import type { Verification } from './domain/verification.ts';
import { withConnection } from './entities/sql.ts';
import type { Enqueue } from './schedule/jobs.ts';
import type { Ticking } from './schedule/ticker.ts';
import type { InstalledSystem } from './systems.ts';
import { verifyCell } from './verification.ts';

// A first load, or a day's files, may take a while to be worked off.
const patienceMs = 600_000;

/** Whether the cell is made anew and compared once a day: unless it is configured, only where systems are real. */
function isNightly({ verifyNightly, timing }: Config): boolean {
  return verifyNightly ?? timing === 'production';
}

/** When the cell is verified: when a day begins (UTC), or when the first hub of the day starts. */
export function verifyTicks(config: Config, enqueue: Enqueue): Ticking[] {
  if (!isNightly(config)) return [];
  return [{ name: 'verify', everySeconds: 86_400, fire: () => enqueue('verify', 'verify', {}) }];
}

interface Outcome {
  startedAt: string;
  outcome: 'equal' | 'different' | 'not-made';
  reason: string | null;
  detail: Verification | null;
}

function write(database: DataSource, { startedAt, outcome, reason, detail }: Outcome): Promise<number> {
  return withConnection(database, (sql) =>
    sql.run(
      `insert into verification (started_at, ended_at, outcome, reason, detail)
       values ($1, clock_timestamp(), $2, $3, $4)`,
      [startedAt, outcome, reason, detail === null ? null : JSON.stringify(detail)],
    ),
  );
}

/** The job that verifies the cell and writes down what came of it, where `throughline doctor` reads it. */
export function verifyJob(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  log: Logger,
  signal: AbortSignal,
): () => Promise<void> {
  const onProgress = (text: string) => log.debug({ progress: text }, 'verifying');
  return async () => {
    const startedAt = new Date().toISOString();
    try {
      const detail = await verifyCell(config, { systems, patienceMs, onProgress, signal });
      const outcome = detail.equal ? 'equal' : 'different';
      await write(database, { startedAt, outcome, reason: null, detail });
      const tables = detail.tables.filter(({ differing }) => differing > 0).map(({ table }) => table);
      if (detail.equal) log.info({ messages: detail.messages }, 'made anew from its inbox, the cell is equal');
      else log.error({ tables }, 'made anew from its inbox, the cell is different: throughline verify says where');
    } catch (error) {
      // A hub that stops has not failed to verify.
      if (signal.aborted) return;
      await write(database, { startedAt, outcome: 'not-made', reason: messageOf(error), detail: null });
      log.warn({ error: messageOf(error) }, 'the cell could not be verified');
    }
  };
}
