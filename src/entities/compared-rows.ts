import type { DataSource } from 'typeorm';
import { parseJson } from '../domain/json.ts';
import type { FieldDifference, RowDifference, Side, TableComparison } from '../domain/verification.ts';
import type { Sql } from './sql.ts';

/** Rows to compare between a cell and what was made anew of it: what tells one from another, and what must be equal. */
export interface ComparedTable {
  name: string;
  /** The query for the rows `v`, by unqualified names. */
  select: string;
  /** What identifies a row (SQL over `v`). */
  key: string;
}

type Row = Record<string, unknown>;

/** Makes the table that holds both sides in a scratch cell, and lets workers take back what they write there. */
export async function prepareComparison(owner: DataSource, scratch: string): Promise<void> {
  await owner.query(`
    create table compared_row (
      side text not null,
      name text not null,
      key text not null,
      label text,
      content jsonb not null,
      primary key (name, key, side)
    );
    grant select, insert, update, delete on all tables in schema ${scratch} to throughline_hub;
  `);
}

/** Keeps the rows of one side, as the connection sees them, in the comparison of a scratch cell. */
export async function keepRows(sql: Sql, scratch: string, side: Side, tables: readonly ComparedTable[]): Promise<void> {
  for (const { name, select, key } of tables) {
    await sql.run(
      `insert into ${scratch}.compared_row (side, name, key, content)
       select $1, $2, ${key}, to_jsonb(v) from (${select}) v`,
      [side, name],
    );
  }
}

const empty = { live: 0, rebuilt: 0 };

async function hashesOf(sql: Sql): Promise<Map<string, Pick<TableComparison, 'rows' | 'hashes'>>> {
  const found = await sql.rows<{ name: string; side: Side; count: number; hash: string }>(
    `select c.name, c.side, count(*)::int as count,
            encode(sha256(string_agg(sha256(convert_to(c.key || c.content::text, 'UTF8')), ''::bytea
                                     order by c.key collate "C")), 'hex') as hash
       from compared_row c group by c.name, c.side`,
  );
  const tables = new Map<string, Pick<TableComparison, 'rows' | 'hashes'>>();
  for (const { name, side, count, hash } of found) {
    const known = tables.get(name) ?? { rows: { ...empty }, hashes: { live: '', rebuilt: '' } };
    known.rows[side] = count;
    known.hashes[side] = hash;
    tables.set(name, known);
  }
  return tables;
}

function fieldsOf(live: Row | null, rebuilt: Row | null): FieldDifference[] {
  if (live === null || rebuilt === null) return [];
  return Object.keys(live)
    .filter((field) => JSON.stringify(live[field]) !== JSON.stringify(rebuilt[field]))
    .map((field) => ({ field, live: live[field], rebuilt: rebuilt[field] }));
}

function whatOf(live: Row | null, rebuilt: Row | null): RowDifference['what'] {
  if (live === null) return 'only rebuilt';
  return rebuilt === null ? 'only live' : 'changed';
}

const readRow = (text: string | null) => (text === null ? null : (parseJson(text) as Row));

// What people call a record: what is shown with it, what a system calls it, or what systems call what it is linked to.
const label = `
  coalesce(d.label, d.content->>'natural_key', (
    select string_agg(distinct coalesce(x.content->>'natural_key', x.content->>'key'), ', ')
      from compared_row x
     where x.name = 'crosswalk' and x.content->>'golden_id' = coalesce(d.content->>'golden_id', d.key)), d.key)`;

async function firstDifferences(sql: Sql, name: string, most: number) {
  const rows = await sql.rows<{ key: string; label: string; live: string; rebuilt: string; total: number }>(
    `select d.key, d.live, d.rebuilt, d.total, ${label} as label
       from (
         select key, l.content::text as live, r.content::text as rebuilt, coalesce(l.label, r.label) as label,
                coalesce(l.content, r.content) as content, (count(*) over ())::int as total
           from (select c.key, c.label, c.content from compared_row c where c.name = $1 and c.side = 'live') l
           full join (select c.key, c.label, c.content from compared_row c where c.name = $1 and c.side = 'rebuilt') r
             using (key)
          where l.content::text is distinct from r.content::text
          order by key collate "C" limit $2
       ) d
      order by d.key collate "C"`,
    [name, most],
  );
  const first = rows.map((row): RowDifference => {
    const [live, rebuilt] = [readRow(row.live), readRow(row.rebuilt)];
    return { key: row.key, label: row.label, what: whatOf(live, rebuilt), fields: fieldsOf(live, rebuilt) };
  });
  return { differing: rows[0]?.total ?? 0, first };
}

// Whether a record that is gone is kept as deleted or was never made depends on which of its versions were read in one
// go, and nobody can see a difference.
const goneAlone = `
  delete from compared_row c
   where not exists (select from compared_row o where o.name = c.name and o.key = c.key and o.side <> c.side)
     and (c.content->>'deleted' = 'true'
          or c.name = 'crosswalk' and exists (
            select from compared_row s
             where s.name = 'source_record' and s.key = c.key and s.side = c.side and s.content->>'deleted' = 'true'))`;

/** Compares both sides of a scratch cell, naming so many differences a table at most. */
export async function compareRows(sql: Sql, tables: readonly string[], most: number): Promise<TableComparison[]> {
  await sql.run(goneAlone);
  const hashes = await hashesOf(sql);
  const compared: TableComparison[] = [];
  for (const table of tables) {
    const found = hashes.get(table) ?? { rows: { ...empty }, hashes: { live: '', rebuilt: '' } };
    const equal = found.hashes.live === found.hashes.rebuilt;
    const differences = equal ? { differing: 0, first: [] } : await firstDifferences(sql, table, most);
    compared.push({ table, ...found, ...differences });
  }
  return compared;
}
