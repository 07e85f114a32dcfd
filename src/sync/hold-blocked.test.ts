import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { block, type Draft, holdsAtOnce, holdsTo, plantDraft, readHeld } from '../../test/held-invoice.ts';
import type { PushCommand, PushResult } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import { withConnection } from '../entities/sql.ts';
import { holdsOf } from '../views/related.ts';
import { confirmSent } from './confirm.ts';
import { type DeliveryContext, deliverNext } from './deliver.ts';
import { holdBlocked } from './hold-blocked.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());
beforeEach(async () => {
  asked.length = 0;
  await db.hub.query(`update outbox set state = 'cancelled'`);
  await db.hub.query(`update exception set closed_at = now()`);
  await db.hub.query('update feed_reader set pos = (select coalesce(max(p.pos), 0) from feed_position p)');
});

/** The keys of the events that the ERP was asked to hold, in order. */
const asked: string[] = [];

const takes = async ({ key }: PushCommand): Promise<PushResult> => {
  asked.push(key ?? '');
  await readHeld(db, key ?? '');
  return { outcome: 'sent', key: key ?? '' };
};

const away = () => Promise.reject(new HubError('UPSTREAM_UNREACHABLE', 'connection refused'));

/** Plans what is to be held now. Returns how many holds that makes. */
const plan = async (context: DeliveryContext = holdsTo(takes)) =>
  (await holdBlocked(db.hub, context.targets, holdsAtOnce)).held;

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
