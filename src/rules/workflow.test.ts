import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { escalateOverdue, wakeSnoozed } from './workflow.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

interface Given {
  status?: 'open' | 'acknowledged' | 'snoozed' | 'closed';
  dueIn?: string;
  snoozedFor?: string;
}

/** An exception that is due, or snoozed, for so long from now. */
async function exception({ status = 'open', dueIn = '-1 day', snoozedFor }: Given): Promise<string> {
  const [{ id }] = await db.hub.query(
    `insert into exception (rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect, owner_role,
                            sla_due_at, snoozed_until, closed_at, legal_entity_id, sentence, facts, explanation, opened_at,
                            changed_at, correlation_id)
     values ('R01', 1, 'contract', gen_random_uuid(), 'Contract 7', $1, 'change', 'high', 'flag', 'finance',
             now() + $2::interval, now() + $3::interval, case when $1 = 'closed' then now() end, 1, 'x', '{}', '[]', now(),
             now(), gen_random_uuid())
     returning id`,
    [status, dueIn, snoozedFor ?? null],
  );
  return id;
}

async function stateOf(id: string) {
  const row = await withConnection(db.hub, (sql) =>
    sql.row(
      `select e.status, e.version, e.escalated_at is not null as escalated,
              array(select h.type from exception_event h where h.exception_id = e.id order by h.id) as events,
              array(select f.type from feed f where f.aggregate_id = e.id order by f.id) as told
         from exception e where e.id = $1`,
      [id],
    ),
  );
  return row;
}

it('says once that an exception should have been resolved, to whoever works on it and whoever follows', async () => {
  const [open, seen] = [await exception({}), await exception({ status: 'acknowledged' })];
  expect(await transaction(db.hub, escalateOverdue)).toBe(2);
  expect(await transaction(db.hub, escalateOverdue)).toBe(0);
  const escalated = { escalated: true, version: 2, events: ['escalated'], told: ['exception.escalated'] };
  expect(await stateOf(open)).toEqual({ ...escalated, status: 'open' });
  expect(await stateOf(seen)).toEqual({ ...escalated, status: 'acknowledged' });
});

it('leaves alone what is not due yet, what is closed, and what is snoozed until it comes back', async () => {
  const later = await exception({ dueIn: '1 hour' });
  const closed = await exception({ status: 'closed' });
  const put = await exception({ status: 'snoozed', snoozedFor: '1 hour' });
  const back = await exception({ status: 'snoozed', snoozedFor: '-1 second' });
  expect(await transaction(db.hub, escalateOverdue)).toBe(0);
  for (const id of [later, closed, put]) expect(await stateOf(id)).toMatchObject({ escalated: false, events: [] });
  expect(await transaction(db.hub, wakeSnoozed)).toBe(1);
  expect(await transaction(db.hub, escalateOverdue)).toBe(1);
  expect(await stateOf(back)).toMatchObject({ status: 'open', escalated: true, events: ['woken', 'escalated'] });
  expect(await stateOf(put)).toMatchObject({ status: 'snoozed', escalated: false });
});
