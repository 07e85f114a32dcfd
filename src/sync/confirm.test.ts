import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { approvedCreate, deliveryTo } from '../../test/outgoing.ts';
import { confirmSent } from './confirm.ts';
import { deliverNext } from './deliver.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());

let read: number;
/** What becomes of asking the target what it has. */
let outcome: { state: 'new' | 'done' | 'parked'; reason: string | null };
let key: string;
const target = deliveryTo({ send: async () => ({ outcome: 'sent', key }), find: async () => [key] });
const context = {
  ...target,
  readBack: async (...[system, stream, asked, correlation, causation]: Parameters<typeof target.readBack>) => {
    read += 1;
    await db.hub.query(
      `insert into inbox (received_at, system, stream, type, origin, key, stripe, state, reason_code, correlation_id, causation_id)
       values (clock_timestamp(), $1, $2, 'hint', 'reread', $3, 0, $4, $5, $6, $7)`,
      [system, stream, asked, outcome.state, outcome.reason, correlation, causation],
    );
  },
};

let correction: string;
beforeEach(async () => {
  await db.hub.query(`update outbox set state = 'cancelled'`);
  const name = { field: 'name', before: null, after: 'Go-live' };
  correction = await approvedCreate(db, randomUUID(), [name]);
  outcome = { state: 'done', reason: null };
  key = randomUUID();
  await deliverNext(db.hub, 'erp', context);
  read = 0;
});

const delivery = async () =>
  (
    await db.hub.query(
      `select o.state, o.detail, c.state as correction from outbox o join correction c on c.id = o.correction_id
        where c.id = $1`,
      [correction],
    )
  )[0];

/** Lets time pass for the delivery. */
const wait = (seconds: number) =>
  db.hub.query(
    `update outbox o set changed_at = o.changed_at - make_interval(secs => $2),
            settle_until = o.settle_until - make_interval(secs => $2) where o.correction_id = $1`,
    [correction, seconds],
  );

/** What the target's record says when it is read. */
const says = (name: string) =>
  db.hub.query(
    `insert into source_record (system, kind, key, stream, aggregate_key, occurred_at, attributes, refs, inbox_id, correlation_id)
     values ('erp', 'milestone', $1, 'milestone', $1, clock_timestamp(), jsonb_build_object('name', $2::text), '{}', 0, $3)`,
    [key, name, randomUUID()],
  );

const confirm = () => confirmSent(db.hub, context);

it('asks less and less often for the proof of what was sent, and takes it whenever it comes', async () => {
  const waits: number[] = [];
  for (let total = 0, since = 0; total < 900; total += 3, since += 3) {
    await wait(3);
    await confirm();
    if (read > waits.length) {
      waits.push(since);
      since = 0;
    }
  }
  expect(waits[0]).toBeLessThan(10);
  expect(waits.at(-1)).toBeGreaterThan(60);
  expect(waits.length).toBeLessThan(30);
  await says('Go-live');
  expect(await confirm()).toBe(1);
  expect(await delivery()).toMatchObject({ state: 'confirmed', correction: 'confirmed' });
});

it.each([
  ['is not there', async () => {}, 'the target took it, but there is no such record when it is read'],
  ['says something else', () => says('Renamed'), 'the target took it, but what is read differs in name'],
])('gives to a person what was taken, but %s when it has been read for an hour', async (_how, happens, detail) => {
  await happens();
  await wait(3);
  await confirm();
  await wait(3500);
  await confirm();
  expect(await delivery()).toMatchObject({ state: 'sent', correction: 'delivering' });
  await wait(100);
  await confirm();
  expect(await delivery()).toEqual({ state: 'needs_human', correction: 'needs_human', detail });
});

it('gives nothing to a person while what was read waits to be applied', async () => {
  await wait(3);
  await confirm();
  await wait(3601);
  const [{ id }] = await db.hub.query(
    `insert into inbox (received_at, system, stream, type, origin, key, stripe, correlation_id)
     values (clock_timestamp(), 'erp', 'milestone', 'record', 'poll', $1, 0, $2) returning id`,
    [key, correction],
  );
  await confirm();
  expect(await delivery()).toMatchObject({ state: 'sent' });
  await db.hub.query(`update inbox set state = 'done' where id = $1`, [id]);
  await confirm();
  expect(await delivery()).toMatchObject({ state: 'needs_human' });
});

it.each([
  ['has not answered yet', 'new', null, 'sent'],
  ['refuses to be read', 'parked', 'UPSTREAM_REJECTED', 'sent'],
  ['says that there is no such record', 'parked', 'GONE_AT_SOURCE', 'needs_human'],
] as const)('knows of a target that %s what that says of a delivery', async (_how, state, reason, becomes) => {
  outcome = { state, reason };
  await wait(3);
  await confirm();
  await wait(3601);
  await confirm();
  expect(await delivery()).toMatchObject({ state: becomes });
  expect(read).toBe(reason === 'UPSTREAM_REJECTED' ? 2 : 1);
});
