import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inOne, type Planted, plainWork, plantException, stateOf } from '../../test/exceptions.ts';
import { acceptRisk, type RiskActor, rejectRisk, requestAcceptance, withdrawRisk } from './accept-risk.ts';
import { escalateOverdue, expireAccepted } from './by-time.ts';
import { followChanges } from './follow-changes.ts';
import { actOn } from './workflow.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const asker: RiskActor = { id: 'persona:finance', legalEntityIds: [1], mayCoverBlocks: false };
const approver: RiskActor = { id: 'persona:approver', legalEntityIds: [1], mayCoverBlocks: true };
const colleague: RiskActor = { id: 'person:ada', legalEntityIds: [1], mayCoverBlocks: false };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const euros: Planted = { amount: '5000', currency: 'EUR' };

const ask = (exceptionId: string, expiresAt = inDays(30), by = asker) =>
  inOne(db, (sql) => requestAcceptance(sql, { exceptionId, expectedVersion: 1, reason: 'we know', expiresAt }, by));
const accept = (id: string, by = approver) =>
  inOne(db, (sql) => acceptRisk(sql, { id, expectedVersion: 1, comment: 'so be it' }, by, plainWork()));

async function accepted(planted: Planted = euros): Promise<string> {
  const id = await plantException(db, planted);
  await accept(await ask(id));
  return id;
}

async function riskOf(exceptionId: string) {
  const [row] = await db.hub.query(
    `select a.state, a.ended_because as because, a.covers_block from risk_acceptance a where a.exception_id = $1
      order by a.requested_at desc limit 1`,
    [exceptionId],
  );
  return row;
}

interface Found {
  amount?: string | null;
  currency?: string;
  effect?: string;
  invoice_id?: string | null;
}

/** What a judgement that finds something else makes of an exception. */
async function judgedAnew(id: string, found: Found): Promise<unknown> {
  await inOne(db, async (sql) => {
    for (const [column, value] of Object.entries(found)) {
      await sql.run(`update exception e set ${column} = $2 where e.id = $1`, [id, value]);
    }
    const change = { standing: { id, severity: 'high', amount: null }, finding: { severity: 'high', amount: null } };
    await followChanges(sql, [change as unknown as Parameters<typeof followChanges>[1][0]], plainWork(), inDays(0));
  });
  return (await stateOf(db, id))?.['status'];
}

it('changes nothing until somebody else accepts, and then says so everywhere', async () => {
  const id = await plantException(db, euros);
  const acceptance = await ask(id);
  expect(await stateOf(db, id)).toMatchObject({ status: 'open', events: ['risk_requested'] });
  await accept(acceptance);
  expect(await stateOf(db, id)).toMatchObject({
    status: 'accepted',
    version: 3,
    events: ['risk_requested', 'risk_accepted'],
    told: ['exception.risk_requested', 'exception.risk_accepted'],
  });
  const log = await db.hub.query('select a.actor, a.action from audit_log a where a.subject = $1 order by a.id', [id]);
  expect(log).toEqual([
    { actor: asker.id, action: 'exception.risk_requested' },
    { actor: approver.id, action: 'exception.risk_accepted' },
  ]);
});

it('never lets whoever asks accept or reject, and neither does the database', async () => {
  const acceptance = await ask(await plantException(db, euros), inDays(1), approver);
  await expect(accept(acceptance, approver)).rejects.toMatchObject({ code: 'MAKER_IS_APPROVER' });
  const reject = inOne(db, (sql) => rejectRisk(sql, { id: acceptance, expectedVersion: 1, comment: 'x' }, approver));
  await expect(reject).rejects.toMatchObject({ code: 'MAKER_IS_APPROVER' });
  const decided = (maker: string, by: string) =>
    db.hub.query(
      `insert into risk_decision (acceptance_id, maker, approver, decision, at) values ($1, $2, $3, 'accepted', now())`,
      [acceptance, maker, by],
    );
  await expect(decided(approver.id, approver.id)).rejects.toMatchObject({ code: '23514' });
  await expect(decided(asker.id, approver.id)).rejects.toMatchObject({ code: '23503' });
});

it('lets only who may let a block go accept one', async () => {
  const id = await plantException(db, { ...euros, effect: 'block', invoiceId: randomUUID() });
  const acceptance = await ask(id);
  await expect(accept(acceptance, colleague)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await stateOf(db, id)).toMatchObject({ status: 'open' });
  await accept(acceptance);
  expect(await riskOf(id)).toMatchObject({ state: 'accepted', covers_block: true });
});

it('opens again, and says so, when its time is over, and not before', async () => {
  const [over, still] = [await accepted(), await accepted()];
  const [other] = await db.hub.query(
    `update risk_acceptance a set expires_at = now() - interval '1 second' where a.exception_id = $1
     returning a.exception_id`,
    [over],
  );
  expect(other).toBeDefined();
  expect(await inOne(db, expireAccepted)).toBe(1);
  expect(await stateOf(db, over)).toMatchObject({
    status: 'open',
    events: ['risk_requested', 'risk_accepted', 'reopened'],
    told: ['exception.risk_requested', 'exception.risk_accepted', 'exception.reopened'],
  });
  expect(await riskOf(over)).toMatchObject({ state: 'ended', because: 'expired' });
  expect(await stateOf(db, still)).toMatchObject({ status: 'accepted' });
  const [{ sentence }] = await db.hub.query(
    `select f.payload->>'sentence' as sentence from feed f where f.aggregate_id = $1 and f.type = 'exception.reopened'`,
    [over],
  );
  expect(sentence).toBe('Open again, the time for which its risk was accepted is over: It is so.');
});

it('is left alone by the clock of who resolves it as long as it is accepted', async () => {
  const id = await accepted();
  await inOne(db, (sql) => escalateOverdue(sql, plainWork(), inDays(0)));
  expect(await stateOf(db, id)).toMatchObject({ status: 'accepted', escalated: false });
});

it('opens again at once when more than is material comes on top of what was accepted, however slowly', async () => {
  const id = await accepted();
  expect(await judgedAnew(id, { amount: '5600' })).toBe('accepted');
  expect(await judgedAnew(id, { amount: '6000' })).toBe('accepted');
  expect(await judgedAnew(id, { amount: '6000.01' })).toBe('open');
  expect(await riskOf(id)).toMatchObject({ state: 'ended', because: 'outgrown' });
});

it.each([
  ['is no longer known', { amount: null }, 'not_comparable'],
  ['is in another currency', { currency: 'USD' }, 'not_comparable'],
])('opens again when what is at stake %s', async (_what, found, because) => {
  const id = await accepted();
  expect(await judgedAnew(id, found)).toBe('open');
  expect(await riskOf(id)).toMatchObject({ because });
});

it('opens again for whatever comes on top in a currency for which nothing is too small', async () => {
  const id = await accepted({ amount: '5000', currency: 'JPY' });
  expect(await judgedAnew(id, { amount: '5000.01' })).toBe('open');
});

it('keeps a risk whose size nobody knows as long as nobody does', async () => {
  const id = await accepted({});
  expect(await judgedAnew(id, { amount: null })).toBe('accepted');
  expect(await judgedAnew(id, { amount: '1', currency: 'EUR' })).toBe('open');
});

it('opens again when it comes to block what was not accepted', async () => {
  const flag = await plantException(db, euros);
  await accept(await ask(flag), colleague);
  expect(await judgedAnew(flag, { effect: 'block' })).toBe('open');
  expect(await riskOf(flag)).toMatchObject({ because: 'blocks' });
  const block = await accepted({ ...euros, effect: 'block', invoiceId: randomUUID() });
  expect(await judgedAnew(block, { invoice_id: null })).toBe('accepted');
  expect(await judgedAnew(block, { invoice_id: randomUUID() })).toBe('open');
  expect(await riskOf(block)).toMatchObject({ because: 'other_invoice' });
});

it('refuses to accept more than was asked for, and what has changed since the decision was looked at', async () => {
  const id = await plantException(db, euros);
  const acceptance = await ask(id);
  const again = inOne(db, (sql) =>
    acceptRisk(sql, { id: acceptance, expectedVersion: 2, comment: undefined }, approver, plainWork()),
  );
  await expect(again).rejects.toMatchObject({ code: 'STALE_VERSION' });
  await db.hub.query('update exception e set amount = 6001 where e.id = $1', [id]);
  await expect(accept(acceptance)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it.each([
  ['a time that is over', inDays(-1), 'BAD_USER_INPUT'],
  ['a time without end', inDays(367), 'BAD_USER_INPUT'],
])('refuses %s', async (_what, expiresAt, code) => {
  await expect(ask(await plantException(db, euros), expiresAt)).rejects.toMatchObject({ code });
});

it('refuses what is closed, what is asked for already, and what the asker may not see', async () => {
  await expect(ask(await plantException(db, { status: 'closed' }))).rejects.toMatchObject({ code: 'CONFLICT' });
  const id = await plantException(db, euros);
  await ask(id);
  const twice = inOne(db, (sql) =>
    requestAcceptance(sql, { exceptionId: id, expectedVersion: 2, reason: 'x', expiresAt: inDays(1) }, asker),
  );
  await expect(twice).rejects.toMatchObject({ code: 'CONFLICT' });
  const hidden = await plantException(db, { ...euros, legalEntityId: 2 });
  await expect(ask(hidden)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('is taken back by whoever works on it, and not by snoozing it', async () => {
  const id = await accepted();
  const snoozed = await inOne(db, (sql) =>
    actOn(sql, [{ id }], { type: 'snoozed', status: 'snoozed', snoozedUntil: inDays(1) }, asker.id, [1]),
  );
  expect(snoozed.refused).toMatchObject([{ code: 'CONFLICT' }]);
  const [{ acceptance }] = await db.hub.query(
    'select a.id as acceptance from risk_acceptance a where a.exception_id = $1',
    [id],
  );
  await inOne(db, (sql) => withdrawRisk(sql, { id: acceptance, expectedVersion: 2, comment: 'no' }, asker));
  expect(await stateOf(db, id)).toMatchObject({
    status: 'open',
    events: ['risk_requested', 'risk_accepted', 'risk_withdrawn', 'reopened'],
  });
  expect(await riskOf(id)).toMatchObject({ because: 'withdrawn' });
});

it('stays open when a risk is refused, and can be asked for anew', async () => {
  const id = await plantException(db, euros);
  const acceptance = await ask(id);
  await inOne(db, (sql) => rejectRisk(sql, { id: acceptance, expectedVersion: 1, comment: 'no' }, approver));
  expect(await stateOf(db, id)).toMatchObject({ status: 'open', version: 3 });
  const again = inOne(db, (sql) =>
    requestAcceptance(sql, { exceptionId: id, expectedVersion: 3, reason: 'still', expiresAt: inDays(1) }, asker),
  );
  expect(await again).toEqual(expect.any(String));
});
