import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { pulledStreams } from './domain/connector.ts';
import { messageOf } from './domain/errors.ts';
import { withConnection } from './entities/sql.ts';
import { demandRunning } from './entities/system-ways.ts';
import type { PolledStream } from './ingest/poll.ts';
import { reconcileStream, type ScanContext } from './ingest/reconcile.ts';
import type { InstalledSystem } from './systems.ts';

const dayMs = 86_400_000;

/** The streams that can be asked: the named one, those of the named system, or all. */
function streamsOf(systems: ReadonlyMap<string, InstalledSystem>, system?: string, stream?: string) {
  return [...systems.values()].flatMap(({ config, connector, client, canary }) =>
    pulledStreams(connector)
      .map(([name, each]) => ({ system: config.name, name, stream: each, client, canary }))
      .filter((each) => (system ?? each.system) === each.system && (stream ?? each.name) === each.name),
  );
}

/** The job that compares streams with their sources, one after another: the named one, or all. */
export function reconcileJob(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  onMessages: () => void,
  log: Logger,
  signal: AbortSignal,
): (payload: Record<string, unknown>) => Promise<void> {
  const { pollOverlapSeconds: overlapSeconds, reconcileWholeInDays: days } = config.policy.timing;

  async function reconcile(polled: PolledStream, context: ScanContext): Promise<void> {
    if (signal.aborted) return;
    const place = `${polled.system}/${polled.name}`;
    try {
      await withConnection(database, (sql) => demandRunning(sql, polled.system, 'in'));
      const report = await reconcileStream(database, polled, context);
      if (report.outcome === 'short' || report.outcome === 'access_lost') {
        log.warn({ stream: place, ...report }, 'a scan is not taken for the whole: nothing is deleted');
      } else log.info({ stream: place, ...report }, 'the stream was compared with its source');
    } catch (error) {
      log.warn({ stream: place, error: messageOf(error) }, 'the stream could not be compared with its source');
    }
  }

  return async (payload) => {
    const share = { part: Math.floor(Date.now() / dayMs) % days, of: days };
    const { system, stream: name } = payload as { system?: string; stream?: string };
    for (const { canary, ...polled } of streamsOf(systems, system, name)) {
      const context = { overlapSeconds, newCorrelationId: randomUUID, canary, share, onMessages, signal };
      await reconcile(polled, context);
    }
  };
}
