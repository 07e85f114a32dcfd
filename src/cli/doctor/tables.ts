import type { DataSource } from 'typeorm';
import { tableMonths } from '../../entities/partitions.ts';
import { type Sql, withConnection } from '../../entities/sql.ts';
import { type Finding, none, warning } from './finding.ts';

/** TypeORM's own list of what has run is the one table without row security: nobody but the owner reaches it. */
const bookkeeping = 'migrations';

const names = async (sql: Sql, text: string, params: readonly unknown[] = []): Promise<string[]> =>
  (await sql.rows<{ name: string }>(text, params)).map(({ name }) => name);

async function forcedRowSecurity(sql: Sql): Promise<Finding> {
  const loose = await names(
    sql,
    `select c.relname as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> $1 and not (c.relrowsecurity and c.relforcerowsecurity) order by c.relname`,
    [bookkeeping],
  );
  return none('row security', loose, 'forced on every table', 'not forced on');
}

/** A view that looked with its owner's eyes would show everything to everybody. */
async function invokingViews(sql: Sql): Promise<Finding> {
  const loose = await names(
    sql,
    `select c.oid::regclass::text as name from pg_class c
      where c.relnamespace::regnamespace::text in (current_schema(), current_schema() || '_asof')
        and c.relkind in ('v', 'm') and not coalesce('security_invoker=true' = any (c.reloptions), false)
      order by 1`,
  );
  return none('views', loose, 'look with the eyes of who asks', "look with their owner's eyes");
}

async function asOfViews(sql: Sql): Promise<Finding> {
  const missing = await names(
    sql,
    `select t.relname as name from pg_class t
       join pg_class h on h.relname = t.relname || '_history' and h.relnamespace = t.relnamespace
      where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'
        and t.relname not in ('source_record', 'drift')
        and to_regclass(current_schema() || '_asof.' || t.relname) is null order by t.relname`,
  );
  return none('as-of views', missing, 'every golden table has one', 'missing for');
}

// One fewer than the hub makes: a month may begin before its daily job has run.
const fewestAhead = 2;

/** What is partitioned by month must have its partitions ahead, or everything lands in the default one. */
async function partitions(sql: Sql): Promise<Finding[]> {
  const months = await tableMonths(sql, fewestAhead);
  return [...new Set(months.map(({ table }) => table))].map((table) =>
    none(
      `partitions of ${table}`,
      months.filter((each) => each.table === table && !each.made).map(({ month }) => month),
      `made for this month and ${fewestAhead} more`,
      'throughline partitions makes what the hub could not; there is none for',
    ),
  );
}

/** Whether every step that this program knows has run in the database. */
export async function migrations(owner: DataSource): Promise<Finding> {
  const known = owner.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const ran = new Set(await withConnection(owner, (sql) => names(sql, 'select m.name from migrations m')));
  const missing = known.filter((name) => !ran.has(name));
  const strange = [...ran].filter((name) => !known.includes(name));
  if (missing.length === 0 && strange.length > 0) {
    return warning('migrations', `the database is newer than this program: ${strange.join(', ')}`);
  }
  return none('migrations', missing, `all ${known.length} have run`, 'throughline migrate has not run');
}

/** How the tables are made. */
export async function tables(sql: Sql): Promise<Finding[]> {
  return [await forcedRowSecurity(sql), await invokingViews(sql), await asOfViews(sql), ...(await partitions(sql))];
}
