import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { block, type Draft, holdsAtOnce, holdsTo, plantDraft, readHeld } from '../../test/held-invoice.ts';
import type { PushCommand, PushResult } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import { type Sql, withConnection } from '../entities/sql.ts';
import { holdsOf } from '../views/related.ts';
import { confirmSent } from './confirm.ts';
import { type DeliveryContext, deliverNext } from './deliver.ts';
import { holdBlocked, holdLeftOver } from './hold-blocked.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());
beforeEach(async () => {
  asked.length = 0;
  rereads.length = 0;
  await db.hub.query(`update outbox set state = 'cancelled'`);
  await db.hub.query(`update exception set closed_at = now()`);
  await db.hub.query('update feed_reader set pos = (select coalesce(max(p.pos), 0) from feed_position p)');
});

/** The keys of the events that the ERP was asked to hold, in order. */
const asked: string[] = [];
const rereads: string[] = [];

const takes = async ({ key }: PushCommand): Promise<PushResult> => {
  asked.push(key ?? '');
  await readHeld(db, key ?? '');
  return { outcome: 'sent', key: key ?? '' };
};
const away = () => Promise.reject(new HubError('UPSTREAM_UNREACHABLE', 'connection refused'));
const changedMeanwhile: PushResult = { outcome: 'stale', detail: 'the item changed after the plan was made' };

/** Asks the ERP for a record again, as the wiring does. */
async function reread(sql: Sql, system: string, stream: string, key: string, correlation: string, causation: string) {
  rereads.push(key);
  await sql.run(
    `insert into inbox (received_at, system, stream, type, origin, object, key, stripe, correlation_id, causation_id)
     values (clock_timestamp(), $1, $2, 'hint', 'reread', $2, $3, 0, $4, $5)`,
    [system, stream, key, correlation, causation],
  );
}

/** Plans what is to be held now. Returns how many holds that makes. */
async function plan({ targets }: DeliveryContext = holdsTo(takes)): Promise<number> {
  const told = await holdBlocked(db.hub, targets, holdsAtOnce);
  return told.held + (await holdLeftOver(db.hub, targets, holdsAtOnce, reread)).held;
}

/** Lets everything that is ready be tried once, and proves what was sent. */
async function deliver(context: DeliveryContext = holdsTo(takes)): Promise<void> {
  const ready = await db.hub.query(`select o.id from outbox o where o.state = 'ready'`);
  for (const _each of ready) await deliverNext(db.hub, 'erp', context);
  await confirmSent(db.hub, context);
}

const shown = async ({ id }: Draft) => (await withConnection(db.hub, (sql) => holdsOf(sql, [id])))[0]?.state;

it('holds the whole of an invoice that is blocked as a whole, also when a line of it is held already', async () => {
  const draft = await plantDraft(db, 2);
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[0] as string });
  await plan();
  await deliver();
  expect([asked, await shown(draft)]).toEqual([[draft.keys[0]], 'HELD']);

  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  expect(await shown(draft)).toBe('PROPOSED');
  await plan();
  expect(await shown(draft)).toBe('PENDING');
  await deliver();
  expect([asked, await shown(draft)]).toEqual([draft.keys, 'HELD']);
});

it('holds the whole of an invoice when a line is blocked that bills nothing that can be held', async () => {
  const draft = await plantDraft(db, 3);
  await db.hub.query('update invoice_allocation set deleted = true where invoice_line_id = $1', [draft.lines[1]]);
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[0] as string });
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[1] as string });
  await plan();
  await deliver();
  expect([asked, await shown(draft)]).toEqual([[draft.keys[0], draft.keys[2]], 'HELD']);
});

it('holds a line that is found wrong while the hold of another one waits for the ERP', async () => {
  const draft = await plantDraft(db, 2);
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[0] as string });
  await plan();
  await deliver(holdsTo(away));
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[1] as string });
  expect(await plan()).toBe(1);
  // What is on its way already is not asked for once more.
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  expect(await plan()).toBe(0);
  await deliver();
  expect([asked, await shown(draft)]).toEqual([draft.keys, 'HELD']);
});

it.each([
  ['is gone', 'closed_at = now()'],
  ['only flags by now', `effect = 'flag'`],
  ['is about another invoice by now', 'invoice_id = gen_random_uuid()'],
])('holds nothing for a block that %s when it hears of it', async (_what, change) => {
  const draft = await plantDraft(db, 2);
  const id = await block(db, draft, { rule: 'R07', subjectId: draft.id });
  await db.hub.query(`update exception set ${change} where id = $1`, [id]);
  expect(await plan()).toBe(0);
  expect(await shown(draft)).toBe('NONE');
});

/** Takes what was asked to be read again as read. */
const readAgain = () => db.hub.query(`update inbox set state = 'done' where type = 'hint' and state = 'new'`);

it('holds the rest when one event has changed meanwhile, and that one once it has been read again', async () => {
  const draft = await plantDraft(db, 3);
  let changes = 1;
  const busy = holdsTo(async (command) => {
    if (command.key === draft.keys[1] && changes-- > 0) return changedMeanwhile;
    return takes(command);
  });
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  await plan(busy);
  await deliver(busy);
  const [first, second, third] = draft.keys;
  expect(asked).toEqual([first, third]);

  // It waits for its newer state, and asks for it once.
  expect(await plan(busy)).toBe(0);
  expect(await plan(busy)).toBe(0);
  expect([rereads, await shown(draft)]).toEqual([[second], 'PROPOSED']);
  await readAgain();
  expect(await plan(busy)).toBe(1);
  await deliver(busy);
  expect([asked, await shown(draft)]).toEqual([[first, third, second], 'HELD']);
  expect(await plan(busy)).toBe(0);
});

it('tells that a hold has ended stale once nothing of it is on its way any more', async () => {
  const draft = await plantDraft(db, 2);
  const half = holdsTo(({ key }) => (key === draft.keys[0] ? Promise.resolve(changedMeanwhile) : away()));
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  await plan(half);
  await deliver(half);
  const state = async () =>
    (await db.hub.query('select c.state from correction c where c.invoice_id = $1', [draft.id]))[0].state;
  expect(await state()).toBe('delivering');
  await deliver();
  expect([asked, await state()]).toEqual([[draft.keys[1]], 'stale']);
});

it('gives an event to a person that has changed at every attempt to hold it', async () => {
  const draft = await plantDraft(db, 1);
  const restless = holdsTo(async () => changedMeanwhile);
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  for (let round = 0; round < 12; round += 1) {
    await plan(restless);
    await deliver(restless);
    await readAgain();
  }
  const tried = await db.hub.query(
    `select o.state, count(*)::int as times from outbox o join correction c on c.id = o.correction_id
      where c.invoice_id = $1 group by o.state order by o.state`,
    [draft.id],
  );
  expect(tried).toEqual([
    { state: 'needs_human', times: 1 },
    { state: 'stale', times: 4 },
  ]);
  expect(await shown(draft)).toBe('PENDING');
});

it('leaves a hold that went stale alone once nothing blocks the invoice any more', async () => {
  const draft = await plantDraft(db, 1);
  const id = await block(db, draft, { rule: 'R07', subjectId: draft.id });
  const restless = holdsTo(async () => changedMeanwhile);
  await plan(restless);
  await deliver(restless);
  await db.hub.query('update exception set closed_at = now() where id = $1', [id]);
  expect(await plan()).toBe(0);
  expect(rereads).toEqual([]);
});

/** Has a release of the draft's first event come to this, and the event been read as free. */
async function released({ id, events: [event] }: Draft, state: string): Promise<void> {
  await db.hub.query(
    `with release as (
       insert into correction (id, type, subject_kind, subject_id, subject_label, state, reason, maker, approvals_needed,
                               created_at, changed_at, correlation_id)
       values (gen_random_uuid(), 'releaseInvoice', 'invoice', $1, 'Invoice', 'delivering', 'paid', 'a', 1, now(), now(),
               gen_random_uuid()) returning id
     ), step as (
       insert into correction_step (correction_id, number, system, kind, golden_id, label, action, level, origin, parents,
                                    fields, gate_invoice_id)
       select r.id, 1, 'erp', 'billing_event', $2, 'event', 'release', 'event', '{}', '{}', '[]', $1 from release r
     )
     insert into outbox (correction_id, step_number, system, lane, intent_key, state, attempts, created_at, changed_at, correlation_id)
     select r.id, 1, 'erp', $2::text, r.id::text, $3, 1, now(), now(), r.id from release r`,
    [id, event, state],
  );
  await db.hub.query('update billing_event set held = false where id = $1', [event]);
}

it.each([
  ['was confirmed', 'confirmed'],
  ['may have taken effect and went back behind its gate', 'waiting'],
])('holds once what something came to block while a release was on its way that %s', async (_how, state) => {
  const draft = await plantDraft(db, 1);
  await readHeld(db, draft.keys[0] as string);
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  expect(await plan()).toBe(0);
  await released(draft, state);
  expect([await plan(), await plan()]).toEqual([1, 0]);
});

it('holds nothing again of a hold that somebody has cancelled', async () => {
  const draft = await plantDraft(db, 1);
  const restless = holdsTo(async () => changedMeanwhile);
  await block(db, draft, { rule: 'R07', subjectId: draft.id });
  await plan(restless);
  await deliver(restless);
  await db.hub.query(`update correction set state = 'cancelled' where invoice_id = $1`, [draft.id]);
  expect([await plan(restless), rereads]).toEqual([0, []]);
});

it('holds all that is left when the event of the blocked line is gone', async () => {
  const draft = await plantDraft(db, 2);
  await db.hub.query('update billing_event set deleted = true where id = $1', [draft.events[0]]);
  await block(db, draft, { rule: 'R03', subjectId: draft.lines[0] as string });
  await plan();
  expect(await shown(draft)).toBe('PENDING');
  await deliver();
  expect([asked, await shown(draft)]).toEqual([[draft.keys[1]], 'HELD']);
});
