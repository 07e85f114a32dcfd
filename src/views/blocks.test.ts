import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { withConnection } from '../entities/sql.ts';
import { type InvoiceRow, invoices } from './invoices.ts';
import { listPage } from './list.ts';
import { blockedTotals } from './open-work.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** An invoice over so much, and exceptions that block it for so much each. */
async function invoice(number: string, total: string | null, ...amounts: (string | null)[]): Promise<void> {
  const id = randomUUID();
  await db.hub.query(
    `insert into invoice (id, number, status, total, currency, occurred_at) values ($1, $2, 'draft', $3, 'EUR', now())`,
    [id, number, total],
  );
  for (const [place, amount] of amounts.entries()) {
    await db.hub.query(
      `insert into exception (rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect, amount,
                              currency, owner_role, invoice_id, sentence, facts, explanation, opened_at, changed_at,
                              correlation_id)
       values ($1, 1, 'invoice', $2, 'x', 'open', 'change', 'high', 'block', $3, 'EUR', 'finance', $2, 'x', '{}', '[]',
               now(), now(), gen_random_uuid())`,
      [`X${place}`, id, amount],
    );
  }
}

it('puts no more at stake in an invoice than it bills, whatever several exceptions say of it', async () => {
  await invoice('I-1', '100', '70', '60.50');
  await invoice('I-2', '100', '30', null);
  await invoice('I-3', '-40', '90');
  await invoice('I-4', null, '5');
  await invoice('I-5', '100', null);
  await invoice('I-6', '100');
  const page = await withConnection(db.hub, (sql) =>
    listPage<InvoiceRow>(sql, invoices, { orderBy: [{ field: 'NUMBER', descending: false }], first: 10 }),
  );
  expect(page.rows.map(({ blocked, blockedAmount }) => [blocked, blockedAmount])).toEqual([
    [true, '100'],
    [true, '30'],
    [true, '40'],
    [true, '5'],
    [true, null],
    [false, null],
  ]);
  expect(await withConnection(db.hub, blockedTotals)).toEqual([
    { currency: 'EUR', count: 5, amount: '175', total: '260' },
  ]);
});
