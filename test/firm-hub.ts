import { randomUUID } from 'node:crypto';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import type { World } from '../sandbox/world.ts';
import type { Config } from '../src/config.ts';
import type { Stream } from '../src/domain/connector.ts';
import { transaction } from '../src/entities/sql.ts';
import { settleCoverage } from '../src/ingest/coverage.ts';
import { drain } from '../src/ingest/drain.ts';
import { foldWaiting } from '../src/ingest/golden.ts';
import { followHints } from '../src/ingest/hints.ts';
import { interpreter } from '../src/ingest/interpret.ts';
import { pollStream } from '../src/ingest/poll.ts';
import { writeReference } from '../src/ingest/reference.ts';
import { registerSystems } from '../src/ingest/streams.ts';
import { streamFinder } from '../src/pipeline.ts';
import { outbound } from '../src/server/outbound.ts';
import { firmOf, type InstalledSystem, installSystems, servedSystems } from '../src/systems.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { type SimulationOptions, simulateFirm } from './sandbox-config.ts';

/** A simulated firm, and a hub that reads it, one step at a time. */
export interface FirmHub {
  db: TestDatabase;
  world: World;
  config: Config;
  systems: ReadonlyMap<string, InstalledSystem>;
  /** Polls one stream, or all of them. */
  poll(system?: string, stream?: string): Promise<void>;
  /** Works off everything that waits in the inbox, and lets it count as known. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulated systems of a firm and a hub on a database of its own. */
export async function firmHub(tables: FirmTables, options: SimulationOptions = {}): Promise<FirmHub> {
  const db = await testDatabase();
  const firm = await simulateFirm(tables, options);
  const { world } = firm;
  const config = firm.config(db.url);
  const send = outbound({ timeoutMs: 3000, maxBytes: 64 * 1024 * 1024, loopback: true });
  const systems = installSystems(config, send);
  await transaction(db.hub, async (sql) => {
    await writeReference(sql, config);
    await registerSystems(sql, servedSystems(config, systems));
  });
  const context = { policy: config.policy.systemsOfRecord, firm: firmOf(config) };
  const interpret = interpreter(systems);
  const find = streamFinder(systems);
  const timing = config.policy.timing;
  const limits = {
    pageSize: timing.pageSize,
    overlapSeconds: timing.pollOverlapSeconds,
    lagSeconds: timing.pollLagSeconds,
  };

  async function pollOne(system: InstalledSystem, name: string, stream: Stream<unknown>): Promise<void> {
    const polled = { system: system.config.name, name, stream, client: system.client };
    await pollStream(db.hub, polled, { limits, interpret, newCorrelationId: randomUUID });
  }

  return {
    db,
    world,
    config,
    systems,
    async poll(system, stream) {
      const polled = [...systems.values()].filter(({ config: { name } }) => (system ?? name) === name);
      for (const installed of polled) {
        const streams = Object.entries(installed.connector.streams).filter(([name]) => (stream ?? name) === name);
        for (const [name, each] of streams) await pollOne(installed, name, each);
      }
    },
    async settle() {
      for (;;) {
        const worked =
          (await followHints(db.hub, find)) + (await drain(db.hub, interpret)) + (await foldWaiting(db.hub, context));
        if (worked === 0) break;
      }
      // Once to see that the inbox is empty, once to see that the marks are.
      await settleCoverage(db.hub);
      await settleCoverage(db.hub);
    },
    async close() {
      await firm.close();
      await db.close();
    },
  };
}
