import { setTimeout as wait } from 'node:timers/promises';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { type Sql, withConnection } from './sql.ts';

const roles = ['throughline_owner', 'throughline_hub', 'throughline_reader'] as const;

/** Two hubs that start at once must not both migrate; the number is arbitrary but must never change. */
export const migrationLock = 7_700_001;

async function ensureRoles(sql: Sql): Promise<void> {
  for (const role of roles) {
    const existing = await sql.row('select 1 from pg_roles r where r.rolname = $1', [role]);
    if (existing === undefined) await sql.run(`create role ${role} nologin`);
  }
  // Without it a role that is not a superuser could create these roles but not act as them.
  const outsider = await sql.row(
    `select 1 from unnest($1::text[]) as wanted (name) where not pg_has_role(current_user, wanted.name, 'member')`,
    [roles],
  );
  if (outsider !== undefined) await sql.run(`grant ${roles.join(', ')} to current_user`);
}

/** What the schema of a cell is called where it has been moved away from. */
export function movedFrom(cell: string): string {
  return `${cell}_moved`;
}

/**
 * Throws CONFLICT where a cell has been moved away: a process that was not told would make an empty one in its place and
 * take in there what belongs to the other.
 */
async function demandNotMoved(sql: Sql, cell: string): Promise<void> {
  const left = await sql.row(
    `select 1 from pg_namespace n where n.nspname = $1
        and not exists (select from pg_namespace c where c.nspname = $2)`,
    [movedFrom(cell), cell],
  );
  if (left === undefined) return;
  const moved = movedFrom(cell);
  throw new HubError(
    'CONFLICT',
    `the cell ${cell} was moved to another database; say in the environment where it is, or drop the schema ${moved} here`,
  );
}

async function ensureSchemas(sql: Sql, cell: string): Promise<void> {
  await sql.run(`
    create schema if not exists ${cell} authorization throughline_owner;
    create schema if not exists ${cell}_asof authorization throughline_owner;
    create schema if not exists ${cell}_worker authorization throughline_hub;
    grant usage on schema ${cell}, ${cell}_asof to throughline_hub, throughline_reader;
  `);
}

// Whoever asks for a table that a migration waits for waits behind it: better to give up and to come back. But longer than
// deadlock_timeout (1 s), after which a vacuum in the way gives way.
const lockTimeout = '2s';
const pauseMs = 500;
const patienceMs = 600_000;

// 55P03 lock not available, 40P01 deadlock: hubs at work hold what the migration wants.
const inUse = new Set(['55P03', '40P01']);

/** Runs what has not run yet, each in a transaction of its own, between the transactions of hubs at work. */
async function runPending(database: DataSource): Promise<string[]> {
  const runner = database.createQueryRunner();
  const deadline = performance.now() + patienceMs;
  try {
    await runner.query(`set lock_timeout = '${lockTimeout}'`);
    const steps = new MigrationExecutor(database, runner);
    steps.transaction = 'each';
    const names = (await steps.getPendingMigrations()).map(({ name }) => name);
    for (;;) {
      try {
        await steps.executePendingMigrations();
        return names;
      } catch (error) {
        const { code = '' } = error as { code?: string };
        if (!inUse.has(code) || performance.now() > deadline) throw error;
        await wait(pauseMs);
      }
    }
  } finally {
    await runner.release();
  }
}

/**
 * Brings a cell to the newest schema: roles, schemas, then one migration after the other. `admin` is connected as
 * whoever may create roles and schemas, `owner` as the owner role. Hubs may work meanwhile: they never wait for it longer
 * than 2 s at a time. Returns the names of the migrations that ran; throws CONFLICT where the cell was moved away.
 */
export async function migrate(admin: DataSource, owner: () => DataSource, cell: string): Promise<string[]> {
  return withConnection(admin, async (sql) => {
    await sql.run('select pg_advisory_lock($1)', [migrationLock]);
    try {
      await demandNotMoved(sql, cell);
      await ensureRoles(sql);
      await ensureSchemas(sql, cell);
      const database = await owner().initialize();
      try {
        return await runPending(database);
      } finally {
        await database.destroy();
      }
    } finally {
      await sql.run('select pg_advisory_unlock($1)', [migrationLock]);
    }
  });
}
