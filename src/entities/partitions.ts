import type { DataSource } from 'typeorm';
import { type Sql, transaction, withConnection } from './sql.ts';

/** How many months besides this one have their partitions ready. */
export const monthsAhead = 3;

/** A month of a table that is partitioned by month, and whether it has its partition. Months are those of UTC. */
export interface TableMonth {
  table: string;
  month: string;
  partition: string;
  made: boolean;
}

/** A partition that was made, and how many rows the default partition had kept for it. */
export interface MadePartition extends Omit<TableMonth, 'made'> {
  moved: number;
}

/** A partition that can't be made now, and why. */
export interface WaitingPartition extends Omit<TableMonth, 'made'> {
  reason: string;
}

interface MonthRow extends TableMonth {
  key: string;
  /** The default partition, if there is one. */
  fallback: string | null;
  begins: string;
  ends: string;
}

// Tables are found by how they are made, so that a migration which partitions another one has nothing to add here.
function monthRows(sql: Sql, ahead: number): Promise<MonthRow[]> {
  return sql.rows<MonthRow & Record<string, unknown>>(
    `with bound as (
       select i.inhparent, substring(b.text from 'FROM \\(''([^'']+)''\\)')::timestamptz as begins,
              substring(b.text from 'TO \\(''([^'']+)''\\)')::timestamptz as ends
         from pg_inherits i
         join pg_class c on c.oid = i.inhrelid
         cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as text) b
        where b.text <> 'DEFAULT'
     )
     select p.relname as table, to_char(m.month, 'YYYY-MM') as month,
            p.relname || to_char(m.month, '_YYYY_MM') as partition,
            exists (select from bound b
                     where b.inhparent = p.oid and b.begins <= m.month and b.ends > m.month) as made,
            a.attname as key, d.relname as fallback, m.month as begins, m.month + interval '1 month' as ends
       from pg_class p
       join pg_partitioned_table t on t.partrelid = p.oid and t.partstrat = 'r' and t.partnatts = 1
       join pg_attribute a on a.attrelid = p.oid and a.attnum = t.partattrs[0]
                          and a.atttypid = 'timestamptz'::regtype
       left join pg_class d on d.oid = t.partdefid
       cross join lateral generate_series(date_trunc('month', clock_timestamp()),
                            date_trunc('month', clock_timestamp()) + make_interval(months => $1),
                            interval '1 month') as m (month)
      where p.relnamespace = current_schema()::regnamespace
      order by p.relname, m.month`,
    [ahead],
  );
}

/** This month and those ahead, of every table that is partitioned by month. */
export async function tableMonths(sql: Sql, ahead: number): Promise<TableMonth[]> {
  const rows = await monthRows(sql, ahead);
  return rows.map(({ table, month, partition, made }) => ({ table, month, partition, made }));
}

// Writers wait behind us as long as we wait for the table: better to give up and to come back. But longer than
// deadlock_timeout (1 s), after which a vacuum in the way gives way.
const lockTimeout = '2s';

async function columnsOf(sql: Sql, table: string): Promise<string[]> {
  const rows = await sql.rows<{ name: string }>(
    `select quote_ident(a.attname) as name from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Moves what the default partition kept for the month. It is in the one or in the other, never in none or both. */
async function moveRows(sql: Sql, { table, partition, key, fallback, begins, ends }: MonthRow): Promise<number> {
  if (fallback === null) return 0;
  const columns = await columnsOf(sql, table);
  const from = (alias: string) => columns.map((name) => `${alias}.${name}`).join(', ');
  return sql.run(
    `with moved as (
       delete from ${fallback} d where d.${key} >= $1 and d.${key} < $2 returning ${from('d')}
     )
     insert into ${partition} (${columns.join(', ')}) select ${from('m')} from moved m`,
    [begins, ends],
  );
}

/**
 * Makes one partition in one transaction. The table itself is locked, not only its default partition: a writer that has
 * looked up where its row goes, and then waits for the default partition, would be refused when the row belongs
 * elsewhere by then. Returns undefined when somebody else has made it meanwhile.
 */
function makePartition(owner: DataSource, row: MonthRow): Promise<number | undefined> {
  const { table, partition, fallback, begins, ends } = row;
  return transaction(owner, async (sql) => {
    const both = fallback === null ? table : `${table}, only ${fallback}`;
    await sql.run(`set local lock_timeout = '${lockTimeout}'; lock table only ${both} in access exclusive mode`);
    const attached = await sql.row(
      'select 1 from pg_inherits i where i.inhrelid = to_regclass($1) and i.inhparent = $2::regclass',
      [partition, table],
    );
    if (attached !== undefined) return undefined;
    await sql.run(`create table ${partition} (like ${table} including defaults including constraints)`);
    const moved = await moveRows(sql, row);
    // Rows are read and written through the table, by its grants and policies; a partition has none of its own, and row
    // security makes sure that a stray grant on it shows nothing. Attaching gives it the table's key and indexes.
    await sql.run(`
      alter table ${partition} enable row level security;
      alter table ${table} attach partition ${partition} for values from ('${begins}') to ('${ends}');
    `);
    return moved;
  });
}

const reasons: Readonly<Record<string, string>> = {
  '55P03': `the table was in use for longer than ${lockTimeout}`,
  '42P07': 'there is a table of that name which is none of its partitions',
  '42P17': 'it would overlap a partition that is there',
};

/**
 * Gives every table that is partitioned by month the partitions of this month and of those ahead, as the owner. What is
 * in the way of one does not keep the others from being made.
 */
export async function makePartitions(
  owner: DataSource,
  ahead: number,
): Promise<{ made: MadePartition[]; waiting: WaitingPartition[] }> {
  const rows = await withConnection(owner, (sql) => monthRows(sql, ahead));
  const made: MadePartition[] = [];
  const waiting: WaitingPartition[] = [];
  for (const row of rows.filter((each) => !each.made)) {
    const { table, month, partition } = row;
    try {
      const moved = await makePartition(owner, row);
      if (moved !== undefined) made.push({ table, month, partition, moved });
    } catch (error) {
      const reason = reasons[(error as { code?: string }).code ?? ''];
      if (reason === undefined) throw error;
      waiting.push({ table, month, partition, reason });
    }
  }
  return { made, waiting };
}
