import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { type DatabaseOptions, dataSource } from '../ormconfig.ts';
import type { Config } from './config.ts';
import { refreshStatistics } from './database.ts';
import { HubError } from './domain/errors.ts';
import { lanes } from './domain/kinds.ts';
import type { Verification } from './domain/verification.ts';
import { compareRows, keepRows, prepareComparison } from './entities/compared-rows.ts';
import { migrate } from './entities/migrate.ts';
import { scratchOf, withScratchCell } from './entities/scratch-cell.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { comparedIntake } from './ingest/golden-compared.ts';
import { interpreter } from './ingest/interpret.ts';
import {
  type Brought,
  bringIntake,
  foldingWaits,
  prepareRebuild,
  rebuild,
  restoreHistories,
} from './ingest/rebuild.ts';
import { asOfStep } from './rules/judge-subjects.ts';
import { bringJudged, comparedExceptions, judgingWaits, rejudge } from './rules/rejudge.ts';
import { firmOf, type InstalledSystem } from './systems.ts';

/** What a verification needs besides the configuration. */
export interface VerifyOptions {
  systems: ReadonlyMap<string, InstalledSystem>;
  /** How long to wait for an instant at which everything that came has been worked off. */
  patienceMs: number;
  onProgress: (text: string) => void;
  signal?: AbortSignal | undefined;
}

// So many differences a table are named.
const mostNamed = 20;
const lookEveryMs = 250;

/** What was brought into the scratch cell, and the instants of it. */
interface Seen extends Brought {
  at: string;
  asOf: string;
}

/** Brings the cell as it is at one instant; or, as long as something that came is still to be worked off, says what. */
function look(live: DataSource, scratch: string, { policy }: Config): Promise<Seen | string> {
  return transaction(live, async (sql) => {
    await sql.run('set transaction isolation level repeatable read');
    const row = await sql.row<{ at: string }>('select clock_timestamp() as at');
    const at = row?.at as string;
    const asOf = asOfStep(at, policy.timing.asOfStepSeconds);
    const waits = (await foldingWaits(sql)) ?? (await judgingWaits(sql, policy, asOf));
    if (waits !== undefined) return waits;
    const brought = await bringIntake(sql, scratch);
    await bringJudged(sql, scratch);
    await keepRows(sql, scratch, 'live', comparedIntake);
    return { ...brought, at, asOf };
  });
}

async function lookWhenQuiet(live: DataSource, scratch: string, config: Config, options: VerifyOptions): Promise<Seen> {
  const until = performance.now() + options.patienceMs;
  for (;;) {
    const seen = await look(live, scratch, config);
    if (typeof seen !== 'string') return seen;
    options.onProgress(`waiting: ${seen}`);
    if (performance.now() > until) {
      throw new HubError('CONFLICT', `there was no quiet instant to compare at: ${seen}`);
    }
    await wait(lookEveryMs, undefined, { signal: options.signal });
  }
}

/** Lends a database as a role sees it, with the cell that unqualified names mean. */
async function lend<T>(options: DatabaseOptions, work: (database: DataSource) => Promise<T>): Promise<T> {
  const database = await dataSource(options).initialize();
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

async function makeAnew(remade: DataSource, seen: Seen, config: Config, options: VerifyOptions): Promise<Verification> {
  const { systems, signal } = options;
  const { database, policy } = config;
  const scratch = scratchOf(config.cell);
  const onProgress = (text: string) => {
    signal?.throwIfAborted();
    options.onProgress(text);
  };
  const folding = { policy: policy.systemsOfRecord, firm: firmOf(config) };
  const unreadable = await rebuild(remade, seen, {
    interpret: interpreter(systems, policy.mappings),
    folding,
    onProgress,
  });
  await withConnection(remade, async (sql) => {
    await keepRows(sql, scratch, 'rebuilt', comparedIntake);
    await restoreHistories(sql, seen.at);
  });
  await refreshStatistics({ database, cell: scratch });
  onProgress('judging the whole book');
  const { at, asOf, messages, carried } = seen;
  return transaction(remade, async (sql) => {
    const failedRules = await rejudge(sql, policy, asOf);
    const names = [...comparedIntake.map(({ name }) => name), comparedExceptions];
    const tables = await compareRows(sql, names, mostNamed);
    const equal = tables.every(({ hashes }) => hashes.live === hashes.rebuilt);
    return { at, asOf, equal, messages, tables, carried, unreadable, failedRules };
  });
}

/**
 * Makes a cell anew in a scratch cell beside it, from its inbox and by the same code, and compares what the two hold to be
 * so. Nothing is written in the cell itself and nobody is told of anything. Throws CONFLICT when there is no instant at
 * which everything that came has been worked off, or when somebody else is at it.
 */
export function verifyCell(config: Config, options: VerifyOptions): Promise<Verification> {
  const { database, cell } = config;
  return lend({ url: database.ownerUrl, cell, poolSize: 2 }, (admin) =>
    withScratchCell(admin, cell, async (scratch) => {
      const asOwner = { url: database.ownerUrl, role: 'throughline_owner', cell: scratch, poolSize: 2 } as const;
      options.onProgress(`making the scratch cell ${scratch}`);
      await migrate(admin, () => dataSource(asOwner), scratch);
      await lend(asOwner, async (owner) => {
        await prepareRebuild(owner);
        await prepareComparison(owner, scratch);
      });
      const asHub = { url: database.url, role: 'throughline_hub', poolSize: lanes.length } as const;
      const seen = await lend({ ...asHub, cell }, (live) => lookWhenQuiet(live, scratch, config, options));
      return lend({ ...asHub, cell: scratch }, (remade) => makeAnew(remade, seen, config, options));
    }),
  );
}
