import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { transaction, withConnection } from './sql.ts';
import { removeVersioned, type VersionedTable, writeVersioned } from './write-versioned.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const table: VersionedTable = {
  name: 'drift',
  key: ['kind', 'golden_id', 'attribute', 'system'],
  columns: [
    { name: 'kind', type: 'text' },
    { name: 'golden_id', type: 'uuid' },
    { name: 'attribute', type: 'text' },
    { name: 'system', type: 'text' },
    { name: 'role', type: 'text' },
    { name: 'owner_system', type: 'text' },
    { name: 'owner_value', type: 'jsonb' },
    { name: 'other_value', type: 'jsonb' },
    { name: 'since', type: 'timestamptz' },
    { name: 'correlation_id', type: 'uuid' },
  ],
};

const row = (attribute: string, value: string) => ({
  kind: 'contract',
  golden_id: '00000000-0000-4000-8000-000000000001',
  attribute,
  system: 'fusion',
  role: 'erp',
  owner_system: 'salesforce',
  owner_value: 'x',
  other_value: value,
  since: '2026-01-01T00:00:00Z',
  correlation_id: '00000000-0000-4000-8000-000000000002',
});

const write = (of: VersionedTable, ...rows: object[]) =>
  transaction(db.hub, (sql) => Promise.resolve(writeVersioned(sql, of, rows)));

const versions = (attribute: string) =>
  withConnection(db.hub, (sql) =>
    sql.rows(
      `select h.other_value as value, h.known_to = 'infinity' as open,
              h.known_to = lead(h.known_from) over (order by h.known_from) as meets_next
         from drift_history h where h.attribute = $1 order by h.known_from`,
      [attribute],
    ),
  );

const standing = (attribute: string) =>
  withConnection(db.hub, (sql) =>
    sql.rows('select d.other_value as value from drift d where d.attribute = $1', [attribute]),
  );

it('keeps every version of a row, each ending where the next begins, and the last one open', async () => {
  await write(table, row('amount', 'one'));
  await write(table, row('amount', 'two'), row('other', 'first'));
  await write(table, row('amount', 'three'));
  expect(await versions('amount')).toEqual([
    { value: 'one', open: false, meets_next: true },
    { value: 'two', open: false, meets_next: true },
    { value: 'three', open: true, meets_next: null },
  ]);
  expect(await versions('other')).toEqual([{ value: 'first', open: true, meets_next: null }]);
  expect(await standing('amount')).toEqual([{ value: 'three' }]);
});

it('makes no version of what says the same, where it is told to look', async () => {
  const looking = { ...table, skipSame: true };
  await write(looking, row('same', 'one'));
  await write(looking, row('same', 'one'), row('same too', 'one'));
  expect(await versions('same')).toHaveLength(1);
  expect(await versions('same too')).toHaveLength(1);
  await write(looking, row('same', 'two'));
  expect(await versions('same')).toMatchObject([
    { value: 'one', open: false },
    { value: 'two', open: true },
  ]);
});

it('closes the last version of what is removed', async () => {
  await write(table, row('gone', 'one'));
  const { kind, golden_id, attribute, system } = row('gone', 'one');
  await transaction(db.hub, (sql) =>
    Promise.resolve(removeVersioned(sql, table, [{ kind, golden_id, attribute, system }])),
  );
  expect(await standing('gone')).toEqual([]);
  expect(await versions('gone')).toMatchObject([{ value: 'one', open: false }]);
});
