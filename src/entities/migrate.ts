import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { type Sql, withConnection } from './sql.ts';

const roles = ['throughline_owner', 'throughline_hub', 'throughline_reader'] as const;

// Two hubs that start at once must not both migrate; the number is arbitrary but must never change.
const migrationLock = 7_700_001;

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

/**
 * Brings a cell to the newest schema: roles, schemas, then one migration after the other. `admin` is connected as
 * whoever may create roles and schemas, `owner` as the owner role. Returns the names of the migrations that ran; throws CONFLICT where the cell was moved away.
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
        const ran = await database.runMigrations();
        return ran.map((migration) => migration.name);
      } finally {
        await database.destroy();
      }
    } finally {
      await sql.run('select pg_advisory_unlock($1)', [migrationLock]);
    }
  });
}
