import type { DataSource } from 'typeorm';
import type { StandingCell } from '../domain/cell.ts';
import { HubError } from '../domain/errors.ts';
import { type Sql, transaction, withConnection } from './sql.ts';

// What is made anew beside a cell to be compared with it is no cell of its own.
const isCell = `
  exists (select from pg_class c where c.relnamespace = n.oid and c.relname = 'sequencer')
  and exists (select from pg_namespace a where a.nspname = n.nspname || '_asof')
  and n.nspname !~ '_verify$'`;

/** The names of the cells of a database. */
export function cellNames(admin: DataSource): Promise<string[]> {
  return withConnection(admin, async (sql) => {
    const rows = await sql.rows<{ name: string }>(
      `select n.nspname as name from pg_namespace n where ${isCell} order by n.nspname`,
    );
    return rows.map(({ name }) => name);
  });
}

async function become(sql: Sql, role: 'throughline_owner' | 'throughline_hub', cell: string): Promise<void> {
  await sql.rows(`select set_config('role', $1, true), set_config('search_path', quote_ident($2), true)`, [role, cell]);
}

type Told = Pick<StandingCell, 'sizeBytes' | 'servedBy'>;

const told = `
  select (select coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 from pg_class c
           where c.relkind in ('r', 'm') and c.relnamespace in
             (select n.oid from pg_namespace n where n.nspname = any (array[$1, $1 || '_worker']))) as "sizeBytes",
         (select coalesce(array_agg(coalesce(host(a.client_addr), 'local') order by a.client_addr), '{}')
            from pg_stat_activity a
           where a.datname = current_database() and a.application_name = 'throughline wake-ups ' || $1) as "servedBy"`;

type Worked = Pick<StandingCell, 'legalEntities' | 'newestMessageAt' | 'lagSeconds'>;

const worked = `
  select (select coalesce(array_agg(e.code order by e.code), '{}') from legal_entity e) as "legalEntities",
         (select i.received_at from inbox i order by i.id desc limit 1) as "newestMessageAt",
         (select extract(epoch from clock_timestamp() - min(i.received_at))::float8
            from inbox i where i.state = 'new') as "lagSeconds"`;

/** One cell as it stands. `admin` is a member of the roles of the hub. */
export function standingCell(admin: DataSource, name: string): Promise<StandingCell> {
  return transaction(admin, async (sql) => {
    // Who is connected from where is told to whoever signed in, not to the roles.
    const sizes = (await sql.row<Told & Record<string, unknown>>(told, [name])) as Told;
    await become(sql, 'throughline_owner', name);
    const version = await sql.row<{ name: string }>('select m.name from migrations m order by m.id desc limit 1');
    await become(sql, 'throughline_hub', name);
    const work = (await sql.row<Worked & Record<string, unknown>>(worked)) as Worked;
    return { name, version: version?.name ?? null, ...sizes, ...work };
  });
}

/** Throws CONFIG_INVALID, saying what to grant, unless whoever is connected may make a cell here. */
export async function demandMayCreate(sql: Sql): Promise<void> {
  const row = await sql.row<{ user: string; database: string; schemas: boolean; roles: boolean }>(
    `select current_user as user, current_database() as database,
            has_database_privilege(current_database(), 'create') as schemas,
            u.rolsuper or u.rolcreaterole
              or (select count(*) = 3 from pg_roles r
                   where r.rolname in ('throughline_owner', 'throughline_hub', 'throughline_reader')) as roles
       from pg_roles u where u.rolname = current_user`,
  );
  if (row === undefined) throw new HubError('DATABASE_UNAVAILABLE');
  const grants = [
    row.schemas ? undefined : `grant create on database ${row.database} to ${row.user}`,
    row.roles ? undefined : `alter role ${row.user} createrole`,
  ].filter((grant) => grant !== undefined);
  if (grants.length === 0) return;
  throw new HubError(
    'CONFIG_INVALID',
    `DATABASE_OWNER_URL: ${row.user} may not make a cell; run: ${grants.join('; ')}`,
  );
}

/** A legal entity as its cell keeps it. */
interface KeptEntity {
  id: number;
  code: string;
  name: string;
  currency: string;
  country: string;
  time_zone: string;
  calendar_code: string;
}

/** What a cell has of its schema, its migrations and its legal entities; undefined where there is no such schema. */
export function madeSoFar(
  admin: DataSource,
  name: string,
): Promise<{ migrations: string[]; legalEntities: KeptEntity[] } | undefined> {
  return transaction(admin, async (sql) => {
    const schema = await sql.row(`select 1 from pg_namespace n where n.nspname = $1 and ${isCell}`, [name]);
    if (schema === undefined) return undefined;
    await become(sql, 'throughline_owner', name);
    const migrations = await sql.rows<{ name: string }>('select m.name from migrations m order by m.id');
    await become(sql, 'throughline_hub', name);
    const legalEntities = await sql.rows<KeptEntity & Record<string, unknown>>(
      `select e.id, e.code, e.name, e.currency, e.country, e.time_zone, e.calendar_code
         from legal_entity e order by e.code`,
    );
    return { migrations: migrations.map((each) => each.name), legalEntities };
  });
}
