import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { approvedCreate } from '../../test/outgoing.ts';
import { smallFirm } from '../../test/small-firm.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

const rows = (text: string, params: unknown[] = []) => hub.db.hub.query(text, params);
const cli = (...args: string[]) => throughline(hub.environment, args);
const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);
const waysOut = () =>
  rows(`select w.system, w.halt, w.reason from system_way w where w.direction = 'out' order by w.system`);

/** A delivery in a lane of its own that has come to this state. Returns its id. */
async function deliveryIn(state: string, lane: string = randomUUID()): Promise<string> {
  const correction = await approvedCreate(hub.db, lane);
  const [[{ id }]] = await rows(
    'update outbox o set state = $2, unknowns = 3 where o.correction_id = $1 returning o.id::text',
    [correction, state],
  );
  return id;
}
const deliveryOf = async (id: string) =>
  (
    await rows(
      `select o.state, o.target_key, o.unknowns, o.detail, c.state as correction,
              o.settle_until <= clock_timestamp() as "isLookedAt"
         from outbox o join correction c on c.id = o.correction_id where o.id = $1`,
      [id],
    )
  )[0];

it('freezes what is sent to every system but what somebody has halted already, and thaws just that', async () => {
  await cli('system', 'pause', 'fusion', '--out', '--reason', 'an upgrade of its own');
  const before = await waysOut();
  expect((await cli('freeze', '--reason', 'march', '--dry-run')).out).toMatch(/^certinia, salesforce: would be sent/);
  expect(await waysOut()).toEqual(before);

  expect((await cli('freeze', '--reason', 'march', '--until', '2999-01-01T00:00:00Z')).code).toBe(0);
  expect(await waysOut()).toEqual([
    { system: 'certinia', halt: 'frozen', reason: 'freeze: march' },
    { system: 'fusion', halt: 'paused', reason: 'an upgrade of its own' },
    { system: 'salesforce', halt: 'frozen', reason: 'freeze: march' },
  ]);
  // What is told goes on being taken in.
  expect(await rows(`select w.system from system_way w where w.direction = 'in' and w.halt is not null`)).toEqual([]);
  expect((await cli('freeze', '--reason', 'march')).out).toBe('It is so already.');

  expect((await cli('thaw', '--reason', 'closed')).out).toMatch(/^certinia, salesforce: is sent to again/);
  expect((await waysOut()).map(({ halt }: { halt: string | null }) => halt)).toEqual([null, 'paused', null]);
  expect((await cli('thaw', '--reason', ' ')).err).toContain('BAD_USER_INPUT');
});

it('lists what waits at targets, first what only a person can move on', async () => {
  const lane = randomUUID();
  const stuck = await deliveryIn('needs_human', lane);
  const behind = await deliveryIn('ready', lane);
  const { deliveries } = await json('deliveries', 'list');
  expect(deliveries).toMatchObject([
    { id: stuck, state: 'needs_human', behind: 1 },
    { id: behind, state: 'ready', behind: 0 },
  ]);
  const unsettled = await json('deliveries', 'list', '--unsettled', '--system', 'erp');
  expect(unsettled.deliveries.map(({ id }: { id: string }) => id)).toEqual([stuck]);
  expect((await cli('deliveries', 'list', '--system', 'nobody')).out).toBe('Nothing waits.');
});

it("takes a person's word for what became of a delivery, says what follows, and leaves it in the audit log", async () => {
  const found = await deliveryIn('needs_human');
  const said = ['--reason', 'seen in the ERP'];
  const { out } = await cli('deliveries', 'settle', found, '--found', '77', ...said, '--dry-run');
  expect(out).toMatch(/would go from needs_human to sent: it is read back/);
  expect((await deliveryOf(found)).state).toBe('needs_human');
  await cli('deliveries', 'settle', found, '--found', '77', ...said);
  expect(await deliveryOf(found)).toMatchObject({ state: 'sent', target_key: '77', correction: 'delivering' });

  const missing = await deliveryIn('unknown');
  await cli('deliveries', 'settle', missing, '--missing', ...said);
  expect(await deliveryOf(missing)).toMatchObject({ state: 'ready', unknowns: 3 });

  const again = await deliveryIn('needs_human');
  await cli('deliveries', 'settle', again, '--look-again', ...said);
  expect(await deliveryOf(again)).toMatchObject({ state: 'unknown', unknowns: 0, isLookedAt: true });
  expect(
    await rows(`select a.subject, a.detail->>'outcome' as outcome from audit_log a
                 where a.action = 'delivery.settle' order by a.id`),
  ).toEqual([
    { subject: `outbox:${found}`, outcome: 'found' },
    { subject: `outbox:${missing}`, outcome: 'missing' },
    { subject: `outbox:${again}`, outcome: 'look-again' },
  ]);
});

it('has what an outage left leave by due day and money, each lane in its own order, and takes that back', async () => {
  const [lateSmall, lateLarge, soon, someDay] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const waits = async (lane: string, amount: string, currency: string, due: string | null) => {
    const correction = await approvedCreate(hub.db, lane);
    await rows('update outbox set amount = $2, currency = $3 where correction_id = $1', [correction, amount, currency]);
    if (due === null) return;
    await rows(
      `insert into invoice (id, number, due_on, occurred_at) values ($1, 'of the backlog', $2, clock_timestamp())`,
      [correction, due],
    );
    await rows('update correction set invoice_id = $1 where id = $1', [correction]);
  };
  // At rest, for the hub that is running here has no such target.
  await rows(
    `insert into system_way (system, direction, halt, reason, asked_by, asked_at)
     values ('erp', 'out', 'paused', 'an outage', 'a test', clock_timestamp())`,
  );
  await rows(`update outbox set state = 'cancelled' where system = 'erp'`);
  await waits(someDay, '900000', 'EUR', null);
  await waits(lateSmall, '20000', 'INR', '2020-01-31');
  await waits(soon, '70', 'EUR', '2999-01-31');
  await waits(lateLarge, '5000', 'EUR', '2020-03-31');
  await waits(someDay, '1', 'EUR', null);

  const placed = () =>
    rows(
      `select o.lane, o.priority from outbox o where o.system = 'erp' and o.state = 'ready' order by o.priority, o.id`,
    );
  const lanesOf = (lanes: readonly { lane: string }[]) => lanes.map(({ lane }) => lane);
  // What is due already by its money (20000 INR are less than 5000 EUR), then what has a day, then what has none.
  const urgent = [lateLarge, lateSmall, soon, someDay];
  const said = ['--reason', 'the ERP is back'];
  const dry = await json('backlog', 'order', 'erp', ...said, '--dry-run');
  expect(lanesOf(dry.lanes)).toEqual(urgent);
  expect(dry.lanes[3]).toMatchObject({ deliveries: 2, amount: '900000', currency: 'EUR', dueOn: null, stuck: false });
  expect((await placed()).every(({ priority }: { priority: number | null }) => priority === null)).toBe(true);

  expect((await cli('backlog', 'order', 'erp', ...said)).out).toContain('in 4 lanes leaves in this order');
  expect(lanesOf(await placed())).toEqual([...urgent, someDay]);
  await cli('backlog', 'order', 'erp', ...said, '--by-arrival');
  expect(lanesOf(await placed())).toEqual([someDay, lateSmall, soon, lateLarge, someDay]);
  expect(
    await rows(
      `select a.subject, a.detail->'byArrival' as back from audit_log a where a.action = 'backlog.order' order by a.id`,
    ),
  ).toEqual([
    { subject: 'system:erp', back: false },
    { subject: 'system:erp', back: true },
  ]);
  expect((await cli('backlog', 'order', 'nobody', ...said)).err).toContain('UNKNOWN_SYSTEM');
  expect((await cli('backlog', 'order', 'erp', '--reason', ' ')).err).toContain('BAD_USER_INPUT');
  await rows(`update outbox set state = 'cancelled' where system = 'erp'`);
});

it('settles nothing by hand that is not open, may still take effect, or is not said plainly', async () => {
  const sent = await deliveryIn('confirmed');
  const said = ['--reason', 'looked'];
  expect((await cli('deliveries', 'settle', sent, '--missing', ...said)).err).toContain(
    `delivery ${sent} is confirmed`,
  );
  const resting = await deliveryIn('unknown');
  await rows(`update outbox o set settle_until = clock_timestamp() + interval '1 hour' where o.id = $1`, [resting]);
  expect((await cli('deliveries', 'settle', resting, '--missing', ...said)).err).toContain('may still take effect');
  expect((await cli('deliveries', 'settle', resting, '--missing', '--look-again', ...said)).err).toContain(
    'say one of',
  );
  expect((await cli('deliveries', 'settle', 'x', '--missing', ...said)).err).toContain('BAD_USER_INPUT');
  expect((await cli('deliveries', 'settle', '999999', '--missing', ...said)).err).toContain('NOT_FOUND');
  expect(await deliveryOf(resting)).toMatchObject({ state: 'unknown' });
});

it('drops months of the feed by policy, or says that there are none', async () => {
  const { out, code } = await cli('retention', '--dry-run');
  expect({ out, code }).toEqual({ out: 'Nothing is older than is to be kept.', code: 0 });
});
