import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import type { Config } from './config.ts';
import { kinds } from './domain/kinds.ts';
import { migrate } from './entities/migrate.ts';
import { migrateQueue, withCreateRight } from './schedule/jobs.ts';

type Place = Pick<Config, 'database' | 'cell'>;

/** Brings the database of a cell to the newest schema. Returns the names of the migrations that ran. */
export async function migrateDatabase({ database, cell }: Place): Promise<string[]> {
  const admin = await dataSource({ url: database.ownerUrl, cell, poolSize: 2 }).initialize();
  try {
    const owner = () => dataSource({ url: database.ownerUrl, role: 'throughline_owner', cell, poolSize: 2 });
    const ran = await migrate(admin, owner, cell);
    await withCreateRight(admin, () => migrateQueue({ url: database.url, cell }));
    return ran;
  } finally {
    await admin.destroy();
  }
}

/** Lends the database as its owner sees it, for what only an owner may do. */
export async function asOwner<T>({ database, cell }: Place, work: (owner: DataSource) => Promise<T>): Promise<T> {
  const owner = await dataSource({
    url: database.ownerUrl,
    role: 'throughline_owner',
    cell,
    poolSize: 1,
  }).initialize();
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}

// The inbox and the histories hold most of the rows, and no rule goes through them.
const judgedTables = [...kinds.map(({ name }) => name), 'crosswalk', 'source_record', 'drift'];

/**
 * Tells the planner what a first load has brought into the tables that rules read. Until then it believes them to be
 * empty, and a rule over the whole book may take minutes instead of seconds.
 */
export async function refreshStatistics(place: Place): Promise<void> {
  await asOwner(place, (owner) => owner.query(`analyze ${judgedTables.join(', ')}`));
}

/** The database as the workers and as the requests see it. */
export interface Databases {
  hub: DataSource;
  reader: DataSource;
  close(): Promise<void>;
}

/** Opens the database of a cell. */
export async function openDatabases({ database, cell }: Place): Promise<Databases> {
  const hub = await dataSource({ url: database.url, role: 'throughline_hub', cell, poolSize: 16 }).initialize();
  const open = dataSource({ url: database.readerUrl, role: 'throughline_reader', cell, poolSize: 10 });
  const reader = await open.initialize().catch(async (error: unknown) => {
    await hub.destroy();
    throw error;
  });
  return {
    hub,
    reader,
    async close() {
      await Promise.all([hub.destroy(), reader.destroy()]);
    },
  };
}
