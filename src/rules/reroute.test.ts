import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, plainWork, plantException, stateOf } from '../../test/exceptions.ts';
import { escalateOverdue } from './by-time.ts';
import { followChanges } from './follow-changes.ts';
import { actOn } from './workflow.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const now = '2026-11-30T12:00:00.000Z';
const work = plainWork([
  { name: 'Large', when: { amountFrom: { EUR: '1000' } }, to: { ownerRole: 'approver', assignee: 'person:grace' } },
  { name: 'Late', when: { rules: ['R09'] }, to: { queue: 'late' } },
]);

/** An exception after a judgement that finds so much at stake. */
async function grown(id: string, amount: string) {
  await inOne(db, async (sql) => {
    await sql.run('update exception e set amount = $2 where e.id = $1', [id, amount]);
    const euros = { severity: 'high', currency: 'EUR' };
    const change = { standing: { ...euros, id, amount: '10' }, finding: { ...euros, amount } };
    await followChanges(sql, [change as unknown as Parameters<typeof followChanges>[1][0]], work, now);
  });
  return stateOf(db, id);
}

it('gives what has grown to whom the route names, and says why', async () => {
  const id = await plantException(db, { amount: '10', currency: 'EUR' });
  expect(await grown(id, '999')).toMatchObject({ owner_role: 'finance', events: [] });
  expect(await grown(id, '1000')).toMatchObject({
    owner_role: 'approver',
    assignee: 'person:grace',
    events: ['routed'],
    told: ['exception.routed'],
  });
  const [event] = await db.hub.query(`select h.actor, h.comment from exception_event h where h.exception_id = $1`, [
    id,
  ]);
  expect(event).toEqual({ actor: 'routing', comment: 'Large: at least EUR 1000 (routing@3)' });
  expect(await grown(id, '1001')).toMatchObject({ events: ['routed'] });
});

it('leaves whom a person has put in charge, and asks the routes again once they take them out', async () => {
  const id = await plantException(db, { amount: '10', currency: 'EUR' });
  const assign = (assignee: string | null) =>
    inOne(db, (sql) => actOn(sql, [{ id }], { type: 'assigned', assignee }, 'persona:finance', [1]));
  await assign('person:ada');
  expect(await grown(id, '1000')).toMatchObject({ owner_role: 'approver', assignee: 'person:ada' });
  await assign(null);
  expect(await grown(id, '1001')).toMatchObject({ assignee: 'person:grace' });
});

it('asks the routes again when an exception is escalated', async () => {
  const id = await plantException(db, { rule: 'R09' });
  expect(await inOne(db, (sql) => escalateOverdue(sql, work, now))).toBe(3);
  expect(await stateOf(db, id)).toMatchObject({ queue: 'late', events: ['escalated', 'routed'] });
});
