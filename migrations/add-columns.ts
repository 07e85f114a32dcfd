import type { QueryRunner } from 'typeorm';

// Migrations are history: what this file makes may never change once landed. A new shape is a new helper beside it.

/** Adds columns to a golden table, its history and its view at an instant. */
export async function addColumns(runner: QueryRunner, table: string, added: string): Promise<void> {
  const [{ cell }] = (await runner.query('select current_schema() as cell')) as [{ cell: string }];
  await runner.query(`
    drop view ${cell}_asof.${table};
    alter table ${table} ${added};
    alter table ${table}_history ${added};
  `);
  const columns: { name: string }[] = await runner.query(
    `select a.attname as name from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  await runner.query(`
    create view ${cell}_asof.${table} with (security_invoker = true) as
      select ${columns.map(({ name }) => `h.${name}`).join(', ')} from ${cell}.${table}_history h
       where h.known_from <= current_setting('hub.as_of')::timestamptz
         and h.known_to > current_setting('hub.as_of')::timestamptz;
    grant select on ${cell}_asof.${table} to throughline_hub, throughline_reader;
  `);
}
