import type { QueryRunner } from 'typeorm';

// Migrations are history: what this file makes may never change once landed. A new shape is a new helper beside it.

type Scope = 'entity' | 'shared' | 'public';

interface GoldenTable {
  name: string;
  /** The columns of the attributes and refs, as SQL. */
  columns: string;
  /** Columns that get an index of their own besides the refs (which end in `_id`). */
  indexes?: readonly string[];
  scope?: Scope;
}

const scopeColumns: Record<Scope, string> = {
  entity: 'legal_entity_id int, practice_id int,',
  shared: "legal_entity_ids int[] not null default '{}',",
  public: '',
};

const readable: Record<Scope, string> = {
  entity: "legal_entity_id = any (nullif(current_setting('hub.entities', true), '')::int[])",
  shared: "legal_entity_ids && nullif(current_setting('hub.entities', true), '')::int[]",
  public: "nullif(current_setting('hub.entities', true), '') is not null",
};

/** The condition under which the reader sees a row. */
export function readerPolicy(scope: Scope): string {
  return readable[scope];
}

/** Forces row security on a table: workers see all, readers what `condition` allows, nobody else anything. */
export async function secure(runner: QueryRunner, table: string, condition?: string): Promise<void> {
  await runner.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy hub on ${table} to throughline_hub using (true) with check (true);
  `);
  if (condition === undefined) return;
  await runner.query(`
    create policy reader on ${table} for select to throughline_reader using (${condition});
    grant select on ${table} to throughline_reader;
  `);
}

async function columnNames(runner: QueryRunner, table: string): Promise<string[]> {
  const rows: { name: string }[] = await runner.query(
    `select a.attname as name from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  return rows.map((row) => row.name);
}

/** Makes the plain view of a table's history that an as-of search path puts in the table's place. */
async function asOfView(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const [{ cell }] = (await runner.query('select current_schema() as cell')) as [{ cell: string }];
  const list = columns.map((name) => `h.${name}`).join(', ');
  await runner.query(`
    create view ${cell}_asof.${table} with (security_invoker = true) as
      select ${list} from ${cell}.${table}_history h
       where h.known_from <= current_setting('hub.as_of')::timestamptz
         and h.known_to > current_setting('hub.as_of')::timestamptz;
    grant select on ${cell}_asof.${table} to throughline_hub, throughline_reader;
  `);
}

/** Gives a table its history, the view of it at an instant, and row security on both. */
export async function withHistory(runner: QueryRunner, table: string, key: string, condition: string): Promise<void> {
  const columns = await columnNames(runner, table);
  await runner.query(`
    create table ${table}_history (
      like ${table},
      known_from timestamptz not null,
      known_to timestamptz not null default 'infinity',
      primary key (${key}, known_from)
    );
    create index on ${table}_history (known_to);
    grant select, insert, update, delete on ${table} to throughline_hub;
    grant select, insert, update (known_to) on ${table}_history to throughline_hub;
  `);
  await secure(runner, table, condition);
  await secure(runner, `${table}_history`, condition);
  await asOfView(runner, table, columns);
}

/** Makes a golden table: its columns, history, as-of view, indexes on refs, and forced row security. */
export async function goldenTable(runner: QueryRunner, table: GoldenTable): Promise<void> {
  const scope = table.scope ?? 'entity';
  await runner.query(`
    create table ${table.name} (
      id uuid primary key,
      ${table.columns.trim()},
      ${scopeColumns[scope]}
      occurred_at timestamptz not null,
      deleted boolean not null default false,
      orphan boolean not null default false
    );
  `);
  const names = await columnNames(runner, table.name);
  const refs = names.filter((name) => name.endsWith('_id') && name !== 'practice_id');
  for (const column of [...refs, ...(table.indexes ?? [])]) {
    await runner.query(`create index on ${table.name} (${column})`);
  }
  await withHistory(runner, table.name, 'id', readable[scope]);
}
