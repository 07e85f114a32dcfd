import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, plainWork, plantException, stateOf } from '../../test/exceptions.ts';
import { escalateOverdue, wakeSnoozed } from './by-time.ts';
import type { ExceptionAction } from './exception-acts.ts';
import { followChanges } from './follow-changes.ts';
import type { SnoozeCondition } from './snooze.ts';
import { actOn } from './workflow.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`
    insert into legal_entity (id, code, name, currency, country, time_zone, calendar_code)
    values (1, 'DE01', 'DE', 'EUR', 'DE', 'UTC', 'all')`);
  // A calendar on which each day is a business day; the month of today ends in as many days as it does.
  await db.hub.query(`
    insert into calendar_day (calendar_code, day, business_day)
    select 'all', d::date, row_number() over (order by d)
      from generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '1 month' - interval '1 day',
                           interval '1 day') d`);
});
afterAll(() => db.close());

const now = () => new Date().toISOString();
const escalate = () => inOne(db, (sql) => escalateOverdue(sql, plainWork(), now()));
const act = (id: string, action: ExceptionAction, actor = 'persona:finance') =>
  inOne(db, (sql) => actOn(sql, [{ id }], action, actor, [1]));
const snooze = (id: string, snoozeCondition: SnoozeCondition) =>
  act(id, { type: 'snoozed', status: 'snoozed', snoozeCondition, comment: 'later' });

/** What a judgement that finds something else makes of an exception, and what follows from it. */
async function judgedAnew(id: string, found: { severity?: string; amount?: string | null; currency?: string }) {
  await inOne(db, async (sql) => {
    const [before] = await sql.rows<{ severity: string; amount: string | null; currency: string | null }>(
      'select e.severity, e.amount, e.currency from exception e where e.id = $1',
      [id],
    );
    const after = { ...before, ...found };
    await sql.run('update exception e set severity = $2, amount = $3, currency = $4 where e.id = $1', [
      id,
      after.severity,
      after.amount,
      after.currency,
    ]);
    const change = { standing: { id, ...before }, finding: after } as unknown as Parameters<typeof followChanges>[1][0];
    await followChanges(sql, [change], plainWork(), now());
  });
  return (await stateOf(db, id))?.['status'];
}

it('says once that an exception should have been resolved, to whoever works on it and whoever follows', async () => {
  const [open, seen] = [await plantException(db, {}), await plantException(db, { status: 'acknowledged' })];
  expect(await escalate()).toBe(2);
  expect(await escalate()).toBe(0);
  const escalated = { escalated: true, version: 2, events: ['escalated'], told: ['exception.escalated'] };
  expect(await stateOf(db, open)).toMatchObject({ ...escalated, status: 'open' });
  expect(await stateOf(db, seen)).toMatchObject({ ...escalated, status: 'acknowledged' });
});

it('leaves alone what is not due yet, what is closed, and what is snoozed until it comes back', async () => {
  const later = await plantException(db, { dueIn: '1 hour' });
  const closed = await plantException(db, { status: 'closed' });
  const put = await plantException(db, { status: 'snoozed', snoozedFor: '1 hour' });
  const back = await plantException(db, { status: 'snoozed', snoozedFor: '-1 second' });
  expect(await escalate()).toBe(0);
  for (const id of [later, closed, put]) expect(await stateOf(db, id)).toMatchObject({ escalated: false, events: [] });
  expect(await inOne(db, wakeSnoozed)).toBe(1);
  expect(await escalate()).toBe(1);
  expect(await stateOf(db, back)).toMatchObject({ status: 'open', escalated: true, events: ['woken', 'escalated'] });
  expect(await stateOf(db, put)).toMatchObject({ status: 'snoozed', escalated: false });
});

it('brings back what was snoozed until it gets worse only when it does', async () => {
  const id = await plantException(db, { severity: 'medium', amount: '10', currency: 'EUR' });
  await snooze(id, { type: 'severityRises' });
  expect(await judgedAnew(id, { severity: 'low' })).toBe('snoozed');
  expect(await judgedAnew(id, { severity: 'medium', amount: '99' })).toBe('snoozed');
  expect(await judgedAnew(id, { severity: 'high' })).toBe('open');
  expect(await stateOf(db, id)).toMatchObject({
    events: ['snoozed', 'woken'],
    told: ['exception.snoozed', 'exception.woken'],
  });
});

it('brings back what was snoozed until an amount once it is reached in that currency, and not when nobody knows', async () => {
  const id = await plantException(db, { amount: '10', currency: 'EUR' });
  await snooze(id, { type: 'amountReaches', amount: '100', currency: 'EUR' });
  expect(await judgedAnew(id, { amount: '99.99' })).toBe('snoozed');
  expect(await judgedAnew(id, { amount: null })).toBe('snoozed');
  expect(await judgedAnew(id, { amount: '500', currency: 'JPY' })).toBe('snoozed');
  expect(await judgedAnew(id, { amount: '100', currency: 'EUR' })).toBe('open');
});

it('refuses to wait for an amount that is reached already, or that is in another currency', async () => {
  const id = await plantException(db, { amount: '10', currency: 'EUR' });
  const codes = async (amount: string, currency: string) =>
    (await snooze(id, { type: 'amountReaches', amount, currency })).refused.map(({ code }) => code);
  expect(await codes('10', 'EUR')).toEqual(['CONFLICT']);
  expect(await codes('100', 'USD')).toEqual(['BAD_USER_INPUT']);
  expect(await stateOf(db, id)).toMatchObject({ status: 'open', events: [] });
});

it('brings back what was snoozed until the next judgement differs at the next that does', async () => {
  const id = await plantException(db, { severity: 'high' });
  await snooze(id, { type: 'judgementDiffers' });
  expect(await judgedAnew(id, { severity: 'low' })).toBe('open');
});

it('brings back what was snoozed until the close once no more business days are left of the month', async () => {
  const [{ left }] = await db.hub.query(
    `select (date_trunc('month', now()) + interval '1 month' - interval '1 day')::date - now()::date as left`,
  );
  const at = async (businessDays: number) => {
    const id = await plantException(db, {});
    await snooze(id, { type: 'closeWithin', businessDays });
    return id;
  };
  const near = await at(left);
  const far = left === 0 ? undefined : await at(left - 1);
  expect(await inOne(db, wakeSnoozed)).toBe(1);
  expect(await stateOf(db, near)).toMatchObject({ status: 'open' });
  if (far !== undefined) expect(await stateOf(db, far)).toMatchObject({ status: 'snoozed' });
});

it('forgets what a snooze waited for when somebody takes the exception up again', async () => {
  const id = await plantException(db, {});
  await snooze(id, { type: 'judgementDiffers' });
  await act(id, { type: 'acknowledged', status: 'acknowledged' });
  expect(await judgedAnew(id, { severity: 'low' })).toBe('acknowledged');
});
