import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readAs, withConnection } from './sql.ts';

// Rows of no company in particular: one code for all of them, and what a system says of a customer of the first.
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  const customer = '00000000-0000-4000-8000-000000000001';
  await withConnection(db.hub, async (sql) => {
    await sql.run(
      `insert into charge_code (id, code, applies_to, role, occurred_at)
       values ('00000000-0000-4000-8000-000000000002', 'Analyst', 'time', 'Analyst', '2026-01-01')`,
    );
    await sql.run(
      `insert into customer (id, name, legal_entity_ids, occurred_at) values ($1, 'Fenmere', '{1}', '2026-01-01')`,
      [customer],
    );
    await sql.run(
      `insert into drift (kind, golden_id, attribute, system, role, owner_system, owner_value, other_value, since, correlation_id)
       values ('customer', $1, 'name', 'certinia', 'psa', 'salesforce', '"Fenmere"', '"Fenmore"', '2026-01-01', $1),
              ('project', $1, 'name', 'fusion', 'erp', 'certinia', '"A"', '"B"', '2026-01-01', $1)`,
      [customer],
    );
  });
});
afterAll(() => db.close());

const seenBy = (legalEntityIds: number[]) => {
  const scope = { legalEntityIds, wholeGroup: false, cell: 'main', timeoutSeconds: 30 };
  return readAs(db.reader, scope, async (sql) => ({
    codes: (await sql.rows('select k.code from charge_code k')).length,
    drift: (await sql.rows<{ kind: string }>('select d.kind from drift d')).map(({ kind }) => kind),
  }));
};

it('shows a charge code of no company to all of them, and what is said of a customer to those who see the customer', async () => {
  expect(await seenBy([1])).toEqual({ codes: 1, drift: ['customer'] });
  expect(await seenBy([2])).toEqual({ codes: 1, drift: [] });
  expect(await seenBy([])).toEqual({ codes: 1, drift: [] });
});
