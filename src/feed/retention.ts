import type { DataSource } from 'typeorm';
import type { OldMonth } from '../domain/old-month.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';

interface MonthRow extends Omit<OldMonth, 'reason'> {
  ends: string;
}

function oldMonths(sql: Sql, months: number): Promise<MonthRow[]> {
  return sql.rows<MonthRow & Record<string, unknown>>(
    `with bound as (
       select c.relname as partition, substring(b.text from 'FROM \\(''([^'']+)''\\)')::timestamptz as begins,
              substring(b.text from 'TO \\(''([^'']+)''\\)')::timestamptz as ends
         from pg_inherits i
         join pg_class c on c.oid = i.inhrelid
         cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as text) b
        where i.inhparent = 'feed'::regclass and b.text <> 'DEFAULT'
     )
     select to_char(b.begins at time zone 'UTC', 'YYYY-MM') as month, b.partition, b.ends
       from bound b
      where b.ends <= date_trunc('month', clock_timestamp()) - make_interval(months => $1)
      order by b.begins`,
    [months],
  );
}

/** The last position of a month, or 0 where it has none. */
async function lastOf(sql: Sql, { partition }: MonthRow): Promise<string> {
  const row = await sql.row<{ last: string }>(
    `select coalesce(max(p.pos), 0)::text as last
       from ${partition} f join feed_position p on p.feed_id = f.id and p.recorded_at = f.recorded_at`,
  );
  return row?.last ?? '0';
}

/** Who of ours has not read so far: what is not read yet is not dropped. */
async function behind(hub: DataSource, last: string): Promise<string | undefined> {
  const readers = await withConnection(hub, (sql) =>
    sql.rows<{ name: string }>(
      `select r.name from feed_reader r where r.pos < $1
       union all
       select 'the export ' || e.name from feed_export e where e.state = 'running' and e.pos < $1
       order by 1`,
      [last],
    ),
  );
  return readers.length === 0 ? undefined : readers.map(({ name }) => name).join(', ');
}

// Writers wait behind us as long as we wait for the table: better to give up and to come back.
const lockTimeout = '2s';

/**
 * Drops a month with all positions up to its last. Positions are given by commit, so that a few entries of the next month
 * may lie before it: they go too, because a reader can only be told that everything before a position is gone.
 */
function dropMonth(owner: DataSource, { partition, ends }: MonthRow, last: string): Promise<void> {
  return transaction(owner, async (sql) => {
    await sql.run(`set local lock_timeout = '${lockTimeout}'`);
    await sql.run(
      `delete from feed f using feed_position p
        where p.pos <= $1 and f.id = p.feed_id and f.recorded_at = p.recorded_at and f.recorded_at >= $2`,
      [last, ends],
    );
    await sql.run('delete from feed_position p where p.pos <= $1', [last]);
    await sql.run(`drop table ${partition}`);
  });
}

/**
 * Drops the months of the feed that ended more than so many months before this one, the oldest first, or only says which.
 * Older cursors get CURSOR_EXPIRED from then on. A month that somebody of ours has still to read is kept, and so are those
 * after it.
 */
export async function dropOldMonths(
  owner: DataSource,
  hub: DataSource,
  months: number | null,
  dryRun = false,
): Promise<OldMonth[]> {
  if (months === null) return [];
  const rows = await withConnection(owner, (sql) => oldMonths(sql, months));
  const seen: OldMonth[] = [];
  for (const row of rows) {
    const last = await withConnection(owner, (sql) => lastOf(sql, row));
    const late = await behind(hub, last);
    const { month, partition } = row;
    if (late !== undefined) return [...seen, { month, partition, reason: `not read yet by ${late}` }];
    if (!dryRun) await dropMonth(owner, row, last);
    seen.push({ month, partition });
  }
  return seen;
}
