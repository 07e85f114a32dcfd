import { HubError } from '../domain/errors.ts';
import type { Sql } from './sql.ts';

/** A table of a cell as it is copied. */
export interface CopiedTable {
  name: string;
  columns: readonly string[];
  /** The tables that its rows refer to. */
  parents: readonly string[];
}

/** The rows of a table, and a hash over all of them that their order does not change. */
export interface TableContent {
  rows: string;
  hash: string;
}

/** Tables with those that they refer to before them. A table may refer to itself. */
function inOrder(tables: readonly CopiedTable[]): CopiedTable[] {
  const ordered: CopiedTable[] = [];
  const isThere = (name: string) => ordered.some((each) => each.name === name);
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name, parents }) => !isThere(name) && parents.every((parent) => parent === name || isThere(parent)),
    );
    if (next.length === 0) throw new HubError('INTERNAL', 'the tables of the cell refer to each other in a circle');
    ordered.push(...next);
  }
  return ordered;
}

/** The tables of the cell that unqualified names mean, in an order in which they can be filled; which migrations ran is no part. */
export async function copiedTables(sql: Sql): Promise<CopiedTable[]> {
  const tables = await sql.rows<{ name: string; columns: string[]; parents: string[] }>(
    `select c.relname as name,
            array(select quote_ident(a.attname) from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                   order by a.attnum) as columns,
            array(select distinct p.relname::text from pg_constraint k join pg_class p on p.oid = k.confrelid
                   where k.conrelid = c.oid and k.contype = 'f') as parents
       from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> 'migrations'
      order by c.relname`,
  );
  return inOrder(tables);
}

/** What a table holds, as one number: two cells whose numbers are the same hold the same rows. */
export async function contentOf(sql: Sql, { name }: CopiedTable): Promise<TableContent> {
  const content = await sql.row<{ rows: string; hash: string }>(
    `select count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash from ${name} t`,
  );
  return content as TableContent;
}

/** Makes the months of partitioned tables that the other cell has. */
export async function copyPartitions(from: Sql, owner: Sql): Promise<void> {
  const partitions = await from.rows<{ name: string; parent: string; bound: string }>(
    `select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
       from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
      where c.relnamespace = current_schema()::regnamespace and p.relkind = 'p'`,
  );
  for (const { name, parent, bound } of partitions) {
    const there = await owner.row('select 1 from pg_class c where c.oid = to_regclass($1)', [name]);
    if (there !== undefined) continue;
    await owner.run(
      `create table ${name} partition of ${parent} ${bound}; alter table ${name} enable row level security`,
    );
  }
}

const pageRows = 1000;

/**
 * Copies the rows of a table, page by page of one snapshot, each as its text. Row security holds for its owner too and is
 * lifted for that; the transaction that does so puts it back.
 */
export async function copyTable(from: Sql, owner: Sql, { name, columns, parents }: CopiedTable): Promise<void> {
  // Rows that refer to others of their own table are put in by one statement, in whichever order.
  const page = parents.includes(name) ? 'all' : String(pageRows);
  const insert = `
    insert into ${name} (${columns.join(', ')}) overriding system value
    select ${columns.map((column) => `(u.made).${column}`).join(', ')}
      from (select p.line::${name} as made from unnest($1::text[]) as p (line) offset 0) u`;
  await owner.run(`alter table ${name} no force row level security`);
  await from.run(`declare copied no scroll cursor for select t::text as line from ${name} t`);
  for (;;) {
    const rows = await from.rows<{ line: string }>(`fetch ${page} from copied`);
    if (rows.length > 0) await owner.run(insert, [rows.map(({ line }) => line)]);
    if (page === 'all' || rows.length < pageRows) break;
  }
  await from.run('close copied');
  await owner.run(`alter table ${name} force row level security`);
}

/** Lets the numbers that a cell gives go on where the other one stood. */
export async function copySequences(from: Sql, owner: Sql): Promise<void> {
  const sequences = await from.rows<{ name: string }>(
    `select quote_ident(s.relname) as name from pg_class s
      where s.relkind = 'S' and s.relnamespace = current_schema()::regnamespace and s.relname <> 'migrations_id_seq'`,
  );
  for (const { name } of sequences) {
    const stood = await from.row<{ last: string; called: boolean }>(
      `select s.last_value::text as last, s.is_called as called from ${name} s`,
    );
    await owner.rows('select setval($1::regclass, $2::bigint, $3)', [name, stood?.last, stood?.called]);
  }
}
