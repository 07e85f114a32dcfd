import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readAs, withConnection } from './sql.ts';

// A copy of every table, in a schema of its own, with one row of legal entity 1 and the policies of the original: so new
// tables are covered by being there, and none of them is empty.
let db: TestDatabase;
let tables: Table[];

interface Table {
  name: string;
  /** The condition under which the reader sees a row; null where it may see none. */
  condition: string | null;
  readable: boolean;
}

const values: Record<string, string> = {
  text: `'x'`,
  uuid: `'00000000-0000-4000-8000-000000000001'`,
  boolean: 'false',
  jsonb: `'{}'`,
  bytea: `''`,
  date: `'2026-01-01'`,
  'timestamp with time zone': `'2026-01-01'`,
  'integer[]': `'{1}'`,
  'text[]': `'{x}'`,
  pg_snapshot: `'1:1:'`,
};

async function copy(
  admin: Awaited<ReturnType<ReturnType<typeof dataSource>['initialize']>>,
  { name, condition }: Table,
) {
  const columns: { name: string; type: string }[] = await admin.query(
    `select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [`main.${name}`],
  );
  await admin.query(`
    create table probe.${name} (like main.${name});
    insert into probe.${name} values (${columns.map(({ type }) => `${values[type] ?? "'1'"}::${type}`).join(', ')});
    alter table probe.${name} enable row level security;
    alter table probe.${name} force row level security;
    grant select on probe.${name} to throughline_reader;
  `);
  if (condition !== null) {
    await admin.query(
      `set search_path = probe; create policy reader on probe.${name} for select to throughline_reader using (${condition}); reset search_path`,
    );
  }
}

beforeAll(async () => {
  db = await testDatabase();
  tables = await db.owner.query(
    `select c.relname as name, pg_get_expr(p.polqual, p.polrelid) as condition,
            has_any_column_privilege('throughline_reader', c.oid, 'select') as readable
       from pg_class c
       left join pg_policy p on p.polrelid = c.oid and 'throughline_reader'::regrole::oid = any (p.polroles)
      where c.relnamespace = 'main'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> 'migrations' order by c.relname`,
  );
  const admin = await dataSource({ url: db.url, cell: 'main', poolSize: 1 }).initialize();
  await admin.query('create schema probe; grant usage on schema probe to throughline_reader');
  for (const table of tables) await copy(admin, table);
  await admin.destroy();
});
afterAll(() => db.close());

/** The tables of which the reader sees a row, by the settings of its request. */
async function seen(settings: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  await withConnection(db.reader, async (sql) => {
    await sql.run(`begin read only; ${settings.map((each) => `set local ${each};`).join(' ')}`);
    for (const { name } of tables) {
      if ((await sql.row(`select 1 as seen from probe.${name} t`)) !== undefined) found.push(name);
    }
    await sql.run('rollback');
  });
  return found;
}

const names = (wanted: (table: Table) => boolean) => tables.filter(wanted).map(({ name }) => name);

// What the firm has decided and what everybody may know of how the hub stands. A new one is put here on purpose.
const forEverybody = [
  'audit_chain',
  'calendar',
  'calendar_day',
  'calendar_history',
  'feed_position',
  'fx_rate',
  'fx_rate_history',
  'policy_in_force',
  'practice',
  'practice_history',
  'rule_failure',
  'rule_life',
  'rule_problem',
  'rule_tally',
  'rule_version',
  'sequencer',
  'stream',
  'system_budget',
  'system_way',
];

it('shows the reader no row of any table while nobody has said whose request it is', async () => {
  expect(tables.length).toBeGreaterThan(60);
  expect(await seen([])).toEqual([]);
  expect(await seen(["hub.entities = ''", "hub.whole_group = 'off'"])).toEqual([]);
});

it('shows it the rows of its own legal entity, and of every table that it may read at all', async () => {
  const whole = await seen(["hub.entities = '{1,2}'", "hub.whole_group = 'on'"]);
  expect(whole).toEqual(names(({ condition }) => condition !== null));
});

it('shows it nothing of another legal entity, but for what is for everybody', async () => {
  expect(await seen(["hub.entities = '{2}'", "hub.whole_group = 'off'"])).toEqual(forEverybody);
  expect(await seen(["hub.entities = '{}'", "hub.whole_group = 'off'"])).toEqual(forEverybody);
});

it('lets the reader read no table for which nobody has said which rows', async () => {
  expect(names(({ condition, readable }) => (condition === null) === readable)).toEqual([]);
});

it('forgets whose request it was when the request is over', async () => {
  const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 30 };
  const query = 'select t.id from probe.invoice t';
  expect(await readAs(db.reader, scope, (sql) => sql.rows(query))).toHaveLength(1);
  const failing = readAs(db.reader, scope, (sql) => sql.rows('select 1 / 0'));
  await expect(failing).rejects.toThrow('division by zero');
  const after = await Promise.all(
    Array.from({ length: 50 }, () => withConnection(db.reader, (sql) => sql.rows(query))),
  );
  expect(after.flat()).toEqual([]);
});

it('lets the reader change nothing, whatever it is asked', async () => {
  const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 30 };
  const refused: string[] = [];
  for (const { name } of tables) {
    for (const text of [`delete from ${name}`, `insert into ${name} default values`]) {
      await readAs(db.reader, scope, (sql) => sql.run(text)).catch(({ code }) => refused.push(`${name} ${code}`));
      await withConnection(db.reader, (sql) => sql.run(text)).catch(({ code }) => refused.push(`${name} ${code}`));
    }
  }
  // 25006: read-only transaction; 42501: no such right.
  expect(refused.filter((each) => !/ (25006|42501)$/.test(each))).toEqual([]);
  expect(refused).toHaveLength(tables.length * 4);
});
