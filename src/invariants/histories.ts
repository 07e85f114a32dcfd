import type { Sql } from '../entities/sql.ts';
import type { Checked } from './checked.ts';

async function historiesOf(sql: Sql): Promise<{ name: string; key: string[] }[]> {
  return sql.rows(
    `select t.relname as name,
            (select array_agg(a.attname::text order by a.attnum) from pg_index i
               join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
              where i.indrelid = t.oid and i.indisprimary) as key
       from pg_class t join pg_class h on h.relname = t.relname || '_history' and h.relnamespace = t.relnamespace
      where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' order by t.relname`,
  );
}

/** The current row is the last version of its history, and versions neither overlap nor leave a gap in their order. */
export async function histories(sql: Sql): Promise<Checked> {
  const broken: string[] = [];
  for (const { name, key } of await historiesOf(sql)) {
    const on = key.map((column) => `h.${column} = t.${column}`).join(' and ');
    const list = key.map((column) => `h.${column}`).join(', ');
    const row = await sql.row<{ loose: boolean; overlap: boolean }>(
      `select exists (select from ${name} t
                        full join (select ${list} from ${name}_history h where h.known_to = 'infinity') h on ${on}
                       where t.${key[0]} is null or h.${key[0]} is null) as loose,
              exists (select from (select h.known_from, h.known_to,
                                          lag(h.known_to) over (partition by ${list} order by h.known_from) as before
                                     from ${name}_history h) v
                       where v.known_from < v.before or v.known_to < v.known_from) as overlap`,
    );
    if (row?.loose === true || row?.overlap === true) broken.push(name);
  }
  return {
    id: 'I4',
    check: 'histories',
    fine: 'end with the current rows, without overlap',
    bad: 'do not fit their rows',
    broken,
  };
}
