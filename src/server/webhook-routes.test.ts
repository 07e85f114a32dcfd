import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withToldSystem } from '../../test/told-hub.ts';
import { type DeliveryOptions, declares, signed, tells, toldSecret, toldSystem } from '../../test/told-system.ts';
import { until } from '../../test/until.ts';

const slow = { ...toldSystem, name: 'slow-lane', webhook: { mostKilobytes: 2, mostPerSecond: 1 } };
const second = `whsec_${Buffer.from('the secret that replaces it, yes').toString('base64')}`;

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables, {
    ...withToldSystem,
    moreSystems: () => [toldSystem, slow],
    environment: { TIMEKEEPER_WEBHOOK_SECRET: `${toldSecret} ${second}`, SLOW_LANE_WEBHOOK_SECRET: toldSecret },
  });
});
afterAll(() => running.close());

const query = (text: string) => running.db.hub.query(text);
const told = (text = '*') =>
  query(`select ${text} from inbox i where i.system in ('timekeeper', 'slow-lane') order by i.id`);
afterEach(async () => {
  await query("delete from inbox i where i.system in ('timekeeper', 'slow-lane')");
  await query('delete from inbox_seen');
});

const send = (body: string | Uint8Array, options: DeliveryOptions = {}, system = 'timekeeper') =>
  fetch(`${running.hub.url}/webhooks/${system}`, signed(body, options) as RequestInit);
const version = '2026-02-01T10:00:00Z';
const task = (name: string, at = version, key = 'T-1') => tells('task', [{ key, version: at, values: { name } }]);
const taskName = async (key = 'T-1') =>
  (
    await query(
      `select t.name from task t join crosswalk c on c.golden_id = t.id where c.key = '${key}' and c.system = 'timekeeper'`,
    )
  )[0]?.name;
const worked = () =>
  until(async () => (await told('i.state')).every(({ state }: { state: string }) => state !== 'new'), 'the drain');

it('takes what is proven, by the secret and by the one that replaces it', async () => {
  for (const [key, secret] of [
    ['A', toldSecret],
    ['B', second],
  ] as const) {
    const response = await send(task(`of ${key}`, version, key), { secret });
    expect([response.status, await response.json()]).toEqual([200, { accepted: true }]);
  }
  await running.until(async () => (await taskName('A')) === 'of A' && (await taskName('B')) === 'of B', 'both tasks');
});

it.each([
  ['signed by another secret', () => ({ secret: `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}` })],
  ['six minutes old', () => ({ at: new Date(Date.now() - 360_000) })],
  ['six minutes ahead', () => ({ at: new Date(Date.now() + 360_000) })],
])('answers 401 and stores nothing of what is %s', async (_what, options) => {
  expect((await send(task('no'), options())).status).toBe(401);
  expect(await told()).toEqual([]);
  expect(await query('select s.message_id from inbox_seen s')).toEqual([]);
});

it('answers 401 where a header is missing, or the body is not the one that was signed', async () => {
  const { headers, ...rest } = signed(task('no'));
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) {
    const { [name]: _left, ...others } = headers;
    const response = await fetch(`${running.hub.url}/webhooks/timekeeper`, { ...rest, headers: others } as RequestInit);
    expect([name, response.status]).toEqual([name, 401]);
  }
  const other = { ...rest, headers, body: `${rest.body} ` } as RequestInit;
  expect((await fetch(`${running.hub.url}/webhooks/timekeeper`, other)).status).toBe(401);
  expect(await told()).toEqual([]);
});

it('answers 413 to what is too large, for anybody and for this system, and 415 to what is no JSON', async () => {
  expect((await send(task('x'.repeat(1024 * 1024)))).status).toBe(413);
  expect((await send(task('x'.repeat(3000)), {}, 'slow-lane')).status).toBe(413);
  expect((await send(task('x'.repeat(3000)))).status).toBe(200);
  await worked();
  await query("delete from inbox i where i.system = 'timekeeper'");
  expect((await send(task('no'), { contentType: 'text/xml' })).status).toBe(415);
  expect((await send(task('no'), {}, 'nobody')).status).toBe(404);
  expect(await told()).toEqual([]);
});

it('answers 429 and when to come again to a system that sends too much, but only once it is proven', async () => {
  const forged = Array.from({ length: 5 }, () => send(task('no'), { secret: second }, 'slow-lane'));
  expect((await Promise.all(forged)).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  // So many that some are refused even where it takes seconds to send them.
  const sent = await Promise.all(
    Array.from({ length: 12 }, (_each, place) => send(task(`n${place}`), {}, 'slow-lane')),
  );
  const refused = sent.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(3);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect((await told('i.id')).length).toBe(12 - refused.length);
});

it('makes one effect of the same delivery sent three times at once, and counts it', async () => {
  const delivery = signed(task('once'), { id: 'msg_same' }) as RequestInit;
  const post = () => fetch(`${running.hub.url}/webhooks/timekeeper`, delivery);
  expect((await Promise.all([post(), post(), post()])).map(({ status }) => status)).toEqual([200, 200, 200]);
  await running.until(async () => (await taskName()) === 'once', 'the task');
  expect(await told('i.state, i.part')).toEqual([{ state: 'done', part: 0 }]);
  expect(await query('select s.message_id, s.deliveries from inbox_seen s')).toEqual([
    { message_id: 'msg_same', deliveries: 3 },
  ]);
});

it('parks another body under a known name, once, and changes nothing by it', async () => {
  const later = task('forged', '2026-03-01T10:00:00Z', 'T-2');
  await send(task('first', version, 'T-2'), { id: 'msg_twice' });
  await running.until(async () => (await taskName('T-2')) === 'first', 'the task');
  for (let times = 0; times < 2; times += 1) expect((await send(later, { id: 'msg_twice' })).status).toBe(200);
  expect(await told("i.state, i.stream, i.reason_code, convert_from(i.raw, 'UTF8') as raw")).toEqual([
    { state: 'done', stream: 'task', reason_code: null, raw: expect.stringContaining('first') },
    { state: 'parked', stream: null, reason_code: 'SAME_ID_OTHER_BODY', raw: later },
  ]);
  expect(await taskName('T-2')).toBe('first');
});

it('keeps every byte of what it can not read, with the reason', async () => {
  const bodies = [
    '{"type":"task.upserted"',
    '{"type":"weather.upserted","timestamp":"2026-02-01T10:00:00Z","data":{}}',
  ];
  for (const body of bodies) expect((await send(body)).status).toBe(200);
  const { parkedMessages } = await running.ask<{
    parkedMessages: { system: string; reasonCode: string; reason: string }[];
  }>('integration', '{ parkedMessages(first: 2) { system reasonCode reason } }');
  expect(parkedMessages).toEqual([
    { system: 'timekeeper', reasonCode: 'UNREADABLE', reason: expect.stringContaining('type: ') },
    { system: 'timekeeper', reasonCode: 'UNREADABLE', reason: expect.stringContaining('not JSON') },
  ]);
  expect(await told("convert_from(i.raw, 'UTF8') as raw")).toEqual(bodies.map((raw) => ({ raw })));
});

it('takes versions in whatever order they come: the later one stays', async () => {
  for (const [name, at] of [
    ['third', '03'],
    ['first', '01'],
    ['second', '02'],
  ] as const) {
    await send(task(name, `2026-02-${at}T10:00:00Z`, 'T-3'));
    await worked();
  }
  await running.until(async () => (await taskName('T-3')) === 'third', 'the task');
  expect((await told('i.state')).map(({ state }: { state: string }) => state)).toEqual(['done', 'stale', 'stale']);
});

it('parks one record of a delivery by itself, be it unreadable, in no currency or from the future', async () => {
  const future = new Date(Date.now() + 3_600_000).toISOString();
  const body = tells('task', [
    { key: 'N-1', version, values: { name: 'fits' } },
    { key: 'N-2', version, values: { nam: 'does not' } },
    { key: 'N-3', version: future, values: { name: 'ahead of its time' } },
    { key: 'N-4', version, values: { name: 'fits too' } },
  ]);
  const hours = [{ key: 'H-1', version, values: { hours: '8', currency: 'XXQ' } }];
  expect((await send(body)).status).toBe(200);
  expect((await send(tells('time_entry', hours))).status).toBe(200);
  // Of a record that claimed too much, what comes at its time still counts.
  expect((await send(task('in its time', version, 'N-3'))).status).toBe(200);
  await running.until(async () => (await taskName('N-3')) === 'in its time', 'the neighbour');
  await worked();
  expect([await taskName('N-1'), await taskName('N-4')]).toEqual(['fits', 'fits too']);
  const parked = await query(
    "select i.key, i.reason from inbox i where i.system = 'timekeeper' and i.state = 'parked' order by i.id",
  );
  expect(parked).toEqual([
    { key: 'N-2', reason: expect.stringContaining('nam') },
    { key: 'N-3', reason: expect.stringMatching(/^version: .* lies in the future$/) },
    { key: 'H-1', reason: 'currency: not an ISO 4217 code' },
  ]);
  // The delivery is kept as it came by its first message, and not once more by each of the others.
  const sizes = await told('octet_length(i.raw) as size');
  expect(sizes[0].size).toBe(Buffer.byteLength(body));
  expect(sizes[1].size).toBeLessThan(100);
});

it('believes how far a stream is known only once all that was told before has been worked off', async () => {
  const coverage = () =>
    query(`select distinct c.known_through from stream_coverage c where c.system = 'timekeeper' and c.stream = 'task'`);
  expect(await coverage()).toEqual([{ known_through: null }]);
  await send(task('before', version, 'K-1'));
  const through = '2026-02-01T12:00:00.000Z';
  expect((await send(declares('task', through))).status).toBe(200);
  await running.until(async () => (await coverage())[0].known_through === through, 'the declaration');
  expect(await taskName('K-1')).toBe('before');
  // One that was held up on its way takes nothing back.
  expect((await send(declares('task', '2026-01-01T00:00:00Z'))).status).toBe(200);
  const tooFar = new Date(Date.now() + 3_600_000).toISOString();
  expect((await send(declares('task', tooFar))).status).toBe(200);
  expect(await query("select i.reason from inbox i where i.system = 'timekeeper' and i.state = 'parked'")).toEqual([
    { reason: `knownThrough: ${tooFar} lies in the future` },
  ]);
  expect(await coverage()).toEqual([{ known_through: through }]);
});

/** Holds the table that tells deliveries apart, so that whoever takes one in stops before it commits. */
async function whileHeld(work: (waiting: () => Promise<number>) => Promise<void>): Promise<void> {
  const holder = running.db.owner.createQueryRunner();
  await holder.connect();
  await holder.query('begin');
  await holder.query('lock table inbox_seen in access exclusive mode');
  const waiting = () =>
    until(async () => {
      const rows = await running.db.admin.query(
        `select a.pid from pg_stat_activity a
          where a.datname = $1 and a.wait_event_type = 'Lock' and a.query like '%inbox_seen%'`,
        [new URL(running.db.url).pathname.slice(1)],
      );
      return rows[0]?.pid as number | undefined;
    }, 'the delivery to wait for the table');
  try {
    await work(waiting);
  } finally {
    await holder.query('rollback');
    await holder.release();
  }
}

it('promises nothing when it is cut off before its commit: 503, when to come again, and nothing stored', async () => {
  const delivery = signed(task('cut off', version, 'C-1'), { id: 'msg_cut' }) as RequestInit;
  const post = () => fetch(`${running.hub.url}/webhooks/timekeeper`, delivery);
  await whileHeld(async (waiting) => {
    let answered = false;
    const cut = post().finally(() => {
      answered = true;
    });
    const pid = await waiting();
    // It has been read and proven by now, but an answer would be a promise.
    expect(answered).toBe(false);
    await running.db.admin.query('select pg_terminate_backend($1)', [pid]);
    const response = await cut;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toEqual({ accepted: false, message: expect.stringContaining('database') });
  });
  expect(await told()).toEqual([]);
  expect((await post()).status).toBe(200);
  await running.until(async () => (await taskName('C-1')) === 'cut off', 'the delivery that was sent again');
});
