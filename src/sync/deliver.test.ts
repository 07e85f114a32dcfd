import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { approvedCreate, deliveryTo, type PlainTarget } from '../../test/outgoing.ts';
import { until } from '../../test/until.ts';
import { HubError } from '../domain/errors.ts';
import { transaction } from '../entities/sql.ts';
import { freeTurns } from '../entities/turns.ts';
import { claim } from './claim.ts';
import { deliverNext, resolveUnknown, unsettledSystems } from './deliver.ts';
import { doubtDeliveries } from './doubt.ts';
import { scanDuplicates } from './scan-duplicates.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());

const nothing: PlainTarget = {
  send: () => Promise.reject(new HubError('UPSTREAM_UNREACHABLE', 'connection refused')),
  find: () => Promise.resolve([]),
};
const silent = () => Promise.reject(new HubError('UPSTREAM_UNAVAILABLE', 'no answer'));

let correction: string;
beforeEach(async () => {
  await db.hub.query(`update outbox set state = 'cancelled', effects = null`);
  correction = await approvedCreate(db, randomUUID());
});

const delivery = async () =>
  (
    await db.hub.query(
      `select o.state, o.detail, o.attempts, o.unknowns, o.effects, o.unreached_since, o.target_key, c.state as correction
         from outbox o join correction c on c.id = o.correction_id where c.id = $1`,
      [correction],
    )
  )[0];

/** Settles the delivery, once it has rested. */
const settle = (target: PlainTarget) =>
  until(async () => (await resolveUnknown(db.hub, 'erp', deliveryTo(target))) > 0, 'the unknown outcome, settled');

it('gives a delivery that has not reached its target for a day to a person, and counts from the first try', async () => {
  await deliverNext(db.hub, 'erp', deliveryTo(nothing));
  expect(await delivery()).toMatchObject({ state: 'ready', attempts: 1, unreached_since: expect.any(String) });
  await db.hub.query(
    `update outbox set unreached_since = unreached_since - interval '1 day', next_try_at = null
    where correction_id = $1`,
    [correction],
  );
  await deliverNext(db.hub, 'erp', deliveryTo(nothing));
  expect(await delivery()).toMatchObject({
    state: 'needs_human',
    correction: 'needs_human',
    detail: 'not reached for too long: connection refused',
  });
});

it('sends the lane first to which somebody has given that place, and then by arrival', async () => {
  const second = await approvedCreate(db, randomUUID());
  const third = await approvedCreate(db, randomUUID());
  await db.hub.query('update outbox set priority = 1 where correction_id = $1', [third]);
  const claimed: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const head = await claim(db.hub, 'erp', freeTurns, 60);
    claimed.push((head as { correction_id: string }).correction_id);
  }
  expect(claimed).toEqual([third, correction, second]);
});

it('forgets how long a target was away once it has been reached', async () => {
  await deliverNext(db.hub, 'erp', deliveryTo(nothing));
  await db.hub.query('update outbox set next_try_at = null where correction_id = $1', [correction]);
  await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: silent }));
  expect(await delivery()).toMatchObject({ state: 'unknown', unknowns: 1, unreached_since: null });
});

it('lets a look at an attempt that is over say nothing of the next one', async () => {
  await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: silent }));
  // While one hub looks, another one has looked, sent again and heard nothing.
  const whileLooking = async () => {
    await settle(nothing);
    await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: silent }));
    return [];
  };
  await settle({ ...nothing, find: whileLooking });
  expect(await delivery()).toMatchObject({ state: 'unknown', attempts: 2, unknowns: 2 });
});

it('parks a delivery that is found twice, says of what, and goes on once there is one', async () => {
  await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: silent }));
  await settle({ ...nothing, find: async () => ['71', '72'] });
  expect(await delivery()).toMatchObject({
    state: 'needs_human',
    correction: 'needs_human',
    detail: 'the target has 2 records of this one change: 71, 72',
    effects: ['71', '72'],
  });
  const { targets } = deliveryTo({ ...nothing, find: async () => ['72'] });
  expect(await scanDuplicates(db.hub, targets, freeTurns)).toEqual({ asked: 1, duplicated: 0, unanswered: [] });
  expect(await delivery()).toMatchObject({ state: 'sent', correction: 'delivering', effects: null, target_key: '72' });
});

it('finds within one scan that what was delivered has two effects by now, and has the rules look at it', async () => {
  const found: string[][] = [['71'], ['72', '71'], ['71']];
  const target = { send: async () => ({ outcome: 'sent' as const, key: '71' }), find: async () => found.shift() ?? [] };
  const { targets } = deliveryTo(target);
  await deliverNext(db.hub, 'erp', deliveryTo(target));
  const marked = () => db.hub.query('delete from dirty where golden_id = $1 returning kind', [correction]);
  await marked();

  expect(await scanDuplicates(db.hub, targets, freeTurns)).toMatchObject({ asked: 1, duplicated: 0 });
  expect(await marked()).toEqual([[], 0]);
  expect(await scanDuplicates(db.hub, targets, freeTurns)).toMatchObject({ asked: 1, duplicated: 1 });
  expect(await delivery()).toMatchObject({ state: 'sent', effects: ['71', '72'] });
  expect(await marked()).toEqual([[{ kind: 'correction' }], 1]);
  expect(await scanDuplicates(db.hub, targets, freeTurns)).toMatchObject({ asked: 1, duplicated: 0 });
  expect(await delivery()).toMatchObject({ state: 'sent', effects: null });
});

it('leaves a target that does not answer for the next scan, and asks none about what it can not do twice', async () => {
  await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: async () => ({ outcome: 'sent', key: '71' }) }));
  const unanswered = [{ system: 'erp', reason: 'no answer' }];
  expect(await scanDuplicates(db.hub, deliveryTo({ ...nothing, find: silent }).targets, freeTurns)).toEqual({
    asked: 0,
    duplicated: 0,
    unanswered,
  });
  const upsert = deliveryTo({ ...nothing, find: silent }, 'upsert');
  expect(await scanDuplicates(db.hub, upsert.targets, freeTurns)).toEqual({ asked: 0, duplicated: 0, unanswered: [] });
});

describe('in a database that was restored', () => {
  const sending = jest.fn(async () => ({ outcome: 'sent' as const, key: '72' }));
  beforeEach(() => {
    sending.mockClear();
  });

  it('sends nothing before anybody has taken notice of that', async () => {
    await db.hub.query(`update sequencer set system_identifier = '7000000000000000001', timeline = 1`);
    await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: sending }));
    expect(await delivery()).toMatchObject({ state: 'ready', attempts: 0 });
    await db.hub.query('update sequencer set system_identifier = null, timeline = null');
    await deliverNext(db.hub, 'erp', deliveryTo({ ...nothing, send: sending }));
    expect(await delivery()).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('looks for what may have left before it sends it, and sends what is not there', async () => {
    await transaction(db.hub, doubtDeliveries);
    for (const found of [['71'], []]) {
      const target = { send: sending, find: async () => found };
      await deliverNext(db.hub, 'erp', deliveryTo(target));
      expect(await delivery()).toMatchObject({ state: 'ready', attempts: 0 });
      await unsettledSystems(db.hub, deliveryTo(target));
      expect(await delivery()).toMatchObject({ state: 'unknown' });
      await settle(target);
      await deliverNext(db.hub, 'erp', deliveryTo(target));
      expect(await delivery()).toMatchObject({ state: 'sent', target_key: found[0] ?? '72' });
      expect(sending).toHaveBeenCalledTimes(found.length === 0 ? 1 : 0);
      await db.hub.query(`update outbox set state = 'cancelled'`);
      correction = await approvedCreate(db, randomUUID());
      await transaction(db.hub, doubtDeliveries);
    }
  });

  it('doubts one delivery of a lane after the other, and leaves to a person what can not be looked for', async () => {
    const lane = randomUUID();
    await db.hub.query(`update outbox set state = 'cancelled'`);
    const both = [await approvedCreate(db, lane), await approvedCreate(db, lane)];
    await transaction(db.hub, doubtDeliveries);
    const states = async () =>
      (await db.hub.query('select o.state from outbox o where o.lane = $1 order by o.id', [lane])).map(
        ({ state }: { state: string }) => state,
      );
    await unsettledSystems(db.hub, deliveryTo(nothing));
    expect(await states()).toEqual(['unknown', 'ready']);
    [correction] = both as [string];
    const none = deliveryTo({ ...nothing, send: sending }, 'none');
    await until(async () => (await resolveUnknown(db.hub, 'erp', none)) > 0, 'what can be said without looking');
    expect(await states()).toEqual(['needs_human', 'ready']);
    expect(sending).not.toHaveBeenCalled();
  });
});
