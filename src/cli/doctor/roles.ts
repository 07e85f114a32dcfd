import type { DataSource } from 'typeorm';
import { type Sql, withConnection } from '../../entities/sql.ts';
import { type Finding, failure, none, ok, warning } from './finding.ts';

interface RoleRow {
  name: string;
  super: boolean;
  bypass: boolean;
  owns: number;
}

async function hubRoles(sql: Sql): Promise<Finding> {
  const rows = await sql.rows<RoleRow & Record<string, unknown>>(
    `select w.name, coalesce(r.rolsuper, false) as super, coalesce(r.rolbypassrls, false) as bypass,
            (select count(*)::int from pg_class c
              where c.relowner = r.oid and c.relnamespace = current_schema()::regnamespace) as owns
       from unnest(array['throughline_owner', 'throughline_hub', 'throughline_reader']) as w (name)
       left join pg_roles r on r.rolname = w.name
      where r.oid is null or r.rolsuper or r.rolbypassrls or (w.name <> 'throughline_owner' and exists (
              select from pg_class c where c.relowner = r.oid and c.relnamespace = current_schema()::regnamespace))`,
  );
  return none(
    'database roles',
    rows.map(({ name, super: mighty, bypass, owns }) => {
      if (mighty) return `${name} is a superuser`;
      if (bypass) return `${name} bypasses row security`;
      return owns > 0 ? `${name} owns ${owns} tables` : `${name} is missing`;
    }),
    'owner, hub and reader exist, and none of them gets past row security',
    'the roles are not as migrations make them',
  );
}

/** Whoever signs in acts as a lesser role, but could step back: it should not be able to do everything. */
async function signsIn(database: DataSource, what: string): Promise<Finding> {
  const row = await withConnection(database, (sql) =>
    sql.row<{ name: string; mighty: boolean }>(
      `select r.rolname as name, r.rolsuper or r.rolbypassrls as mighty
         from pg_roles r where r.rolname = session_user`,
    ),
  );
  const check = `${what} signs in`;
  if (row === undefined) return failure(check, 'as nobody that the database knows');
  return row.mighty
    ? warning(
        check,
        `as ${row.name}, who gets past row security; give the hub a login that is only a member of its roles`,
      )
    : ok(check, `as ${row.name}`);
}

async function readableTables(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
        and has_any_column_privilege(c.oid, 'select')
      order by c.relname`,
  );
  return rows.map(({ name }) => name);
}

/** A reader that was given no legal entities must see nothing, whatever it asks. */
async function readerSeesNothing(reader: DataSource): Promise<Finding> {
  return withConnection(reader, async (sql) => {
    const seen: string[] = [];
    for (const table of await readableTables(sql)) {
      if ((await sql.row(`select 1 as seen from ${table} t limit 1`)) !== undefined) seen.push(table);
    }
    return none(
      'reader without a scope',
      seen,
      'sees no row of any table',
      'a request that forgets its principal would see rows of',
    );
  });
}

/** Who may do what in the database. */
export async function roles(hub: DataSource, reader: DataSource): Promise<Finding[]> {
  return [
    await withConnection(hub, hubRoles),
    await signsIn(hub, 'the hub'),
    await signsIn(reader, 'the reader'),
    await readerSeesNothing(reader),
  ];
}
