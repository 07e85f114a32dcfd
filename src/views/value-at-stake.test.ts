import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readOnly } from '../entities/sql.ts';
import { valueAtStake } from './value-at-stake.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const exception = (sentence: string, status: string, effect: string, amount: string | null, currency: string | null) =>
  db.hub.query(
    `insert into exception (rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect, amount,
                            currency, owner_role, sentence, facts, explanation, sla_due_at, opened_at, changed_at,
                            correlation_id)
     values ('R04', 1, 'project', gen_random_uuid(), 'Project', $2, 'change', 'high', $3, $4, $5, 'finance', $1, '{}', '{}',
             $6, clock_timestamp(), clock_timestamp(), gen_random_uuid())`,
    [sentence, status, effect, amount, currency, sentence.startsWith('late') ? '2026-01-31' : '2026-03-31'],
  );

it('lists what people have to work off by its urgency, without what is put off, let stand or moves no money', async () => {
  await exception('soon', 'open', 'flag', '90000', 'EUR');
  await exception('late, small', 'acknowledged', 'flag', '20000', 'INR');
  await exception('late, not known', 'open', 'block', null, null);
  await exception('late, large', 'open', 'flag', '3000', 'USD');
  await exception('late, accepted', 'accepted', 'flag', '3000', 'USD');
  await exception('late, put off', 'snoozed', 'flag', '3000', 'USD');
  await exception('late, no money', 'open', 'flag', null, null);
  const by = { measure: { EUR: '1000', USD: '1000', INR: '80000' }, today: '2026-02-01' };
  const found = await readOnly(db.hub, (sql) => valueAtStake(sql, { ...by, most: 10 }));
  expect(found.map(({ sentence }) => sentence)).toEqual(['late, not known', 'late, large', 'late, small', 'soon']);
  expect(found[1]).toMatchObject({ dueOn: '2026-01-31', amount: '3000', currency: 'USD', ownerRole: 'finance' });
  expect(await readOnly(db.hub, (sql) => valueAtStake(sql, { ...by, most: 2 }))).toEqual(found.slice(0, 2));
});
