import { randomUUID } from 'node:crypto';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import type { World } from '../sandbox/world.ts';
import type { Config } from '../src/config.ts';
import { pulledStreams, type Stream } from '../src/domain/connector.ts';
import { lanes } from '../src/domain/kinds.ts';
import { transaction } from '../src/entities/sql.ts';
import { fileIntakeOf } from '../src/files.ts';
import { settleCoverage } from '../src/ingest/coverage.ts';
import { drain } from '../src/ingest/drain.ts';
import type { FileIntake } from '../src/ingest/file-drop.ts';
import { foldWaiting } from '../src/ingest/golden.ts';
import { followHints } from '../src/ingest/hints.ts';
import { interpreter } from '../src/ingest/interpret.ts';
import { pollStream } from '../src/ingest/poll.ts';
import { writeReference } from '../src/ingest/reference.ts';
import { registerSystems, type ServedSystem } from '../src/ingest/streams.ts';
import { streamFinder } from '../src/pipeline.ts';
import { outbound } from '../src/server/outbound.ts';
import { firmOf, type InstalledSystem, installSystems, servedSystems } from '../src/systems.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { type SimulatedFirm, type SimulationOptions, simulateFirm } from './sandbox-config.ts';

/** A simulated firm, and a hub that reads it, one step at a time. */
export interface FirmHub {
  db: TestDatabase;
  world: World;
  config: Config;
  /** The environment of a process that works on the same database. */
  environment: Record<string, string>;
  systems: ReadonlyMap<string, InstalledSystem>;
  /** What the database has been told of them. */
  served: readonly ServedSystem[];
  /** Polls one stream, or all of them. */
  poll(system?: string, stream?: string): Promise<void>;
  /** What taking in files of a system rests on. */
  files(system: string): FileIntake;
  /** Works off a batch of hints and of the inbox. */
  takeIn(): Promise<number>;
  /** Folds a batch of what is marked in a lane. */
  fold(lane: number): Promise<number>;
  /** Works off everything that waits in the inbox, and lets it count as known. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulated systems of a firm and a hub on a database of its own. */
export async function firmHub(tables: FirmTables, options: SimulationOptions = {}): Promise<FirmHub> {
  const firm = await simulateFirm(tables, options);
  const hub = await hubOver(firm);
  return {
    ...hub,
    async close() {
      await firm.close();
      await hub.close();
    },
  };
}

/** Starts a hub over a firm that is simulated already: several hubs can read the same one. */
export async function hubOver(firm: SimulatedFirm): Promise<FirmHub> {
  const db = await testDatabase();
  const { world } = firm;
  const config = firm.config(db.url);
  const send = outbound({ timeoutMs: 15_000, maxBytes: 64 * 1024 * 1024, loopback: true });
  const systems = installSystems(config, send);
  const served = servedSystems(config, systems);
  await transaction(db.hub, async (sql) => {
    await writeReference(sql, config);
    await registerSystems(sql, served);
  });
  const context = { policy: config.policy.systemsOfRecord, firm: firmOf(config) };
  const interpret = interpreter(systems, config.policy.mappings);
  const find = streamFinder(systems);
  const timing = config.policy.timing;
  const limits = {
    pageSize: timing.pageSize,
    overlapSeconds: timing.pollOverlapSeconds,
    lagSeconds: timing.pollLagSeconds,
  };

  const polled = [...systems.values()].flatMap((installed) =>
    pulledStreams(installed.connector).map(([name, stream]) => [installed, name, stream] as const),
  );

  async function pollOne(system: InstalledSystem, name: string, stream: Stream<unknown>): Promise<void> {
    const one = { system: system.config.name, name, stream, client: system.client };
    await pollStream(db.hub, one, {
      limits,
      everySeconds: timing.pollEverySeconds,
      interpret,
      newCorrelationId: randomUUID,
    });
  }

  const takeIn = async () => (await followHints(db.hub, find)) + (await drain(db.hub, interpret));
  const fold = (lane: number) => foldWaiting(db.hub, context, lane);

  return {
    db,
    world,
    config,
    environment: firm.environment(db.url),
    systems,
    served,
    async poll(system, stream) {
      for (const [installed, name, each] of polled) {
        const wanted = (system ?? installed.config.name) === installed.config.name && (stream ?? name) === name;
        if (wanted) await pollOne(installed, name, each);
      }
    },
    files: (system) => fileIntakeOf(config, db.hub, systems, system),
    takeIn,
    fold,
    async settle() {
      for (;;) {
        let worked = await takeIn();
        for (const lane of lanes.keys()) worked += await fold(lane);
        if (worked === 0) break;
      }
      // Once to see that the inbox is empty, once to see that the marks are.
      await settleCoverage(db.hub);
      await settleCoverage(db.hub);
    },
    close: () => db.close(),
  };
}
