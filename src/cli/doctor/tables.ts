import type { DataSource } from 'typeorm';
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

/** What is partitioned by month must have its partitions ahead, or everything lands in the default one. */
async function partitions(sql: Sql, monthsAhead: number): Promise<Finding[]> {
  const rows = await sql.rows<{ name: string; made: number; missing: string[] }>(
    `with bound as (
       select i.inhparent, substring(b.text from 'FROM \\(''([^'']+)''\\)')::timestamptz as begins,
              substring(b.text from 'TO \\(''([^'']+)''\\)')::timestamptz as ends
         from pg_inherits i
         join pg_class c on c.oid = i.inhrelid
         cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as text) b
        where b.text <> 'DEFAULT'
     )
     select p.relname as name, (select count(*)::int from bound b where b.inhparent = p.oid) as made,
            array(select to_char(m.month, 'YYYY-MM')
                    from generate_series(date_trunc('month', clock_timestamp()),
                           date_trunc('month', clock_timestamp()) + make_interval(months => $1),
                           interval '1 month') as m (month)
                   where not exists (select from bound b
                                      where b.inhparent = p.oid and b.begins <= m.month and b.ends > m.month)) as missing
       from pg_class p
      where p.relnamespace = current_schema()::regnamespace and p.relkind = 'p' order by p.relname`,
    [monthsAhead],
  );
  return rows.map(({ name, made, missing }) => {
    const check = `partitions of ${name}`;
    if (made === 0) return warning(check, 'there is only the default partition: nothing can be dropped by month');
    return none(check, missing, `made for this month and ${monthsAhead} more`, 'there is none for');
  });
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
  return [await forcedRowSecurity(sql), await invokingViews(sql), await asOfViews(sql), ...(await partitions(sql, 2))];
}
