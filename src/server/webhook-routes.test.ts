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
}, 60_000);
afterAll(() => running.close());

const query = (text: string) => running.db.hub.query(text);
const told = (text = '*') => query(`select ${text} from inbox i where i.system in ('timekeeper', 'slow-lane') order by i.id`);
afterEach(async () => {
  await query("delete from inbox i where i.system in ('timekeeper', 'slow-lane')");
  await query('delete from inbox_seen');
});

const send = (body: string | Uint8Array, options: DeliveryOptions = {}, system = 'timekeeper') =>
  fetch(`${running.hub.url}/webhooks/${system}`, signed(body, options) as RequestInit);
const version = '2026-02-01T10:00:00Z';
const task = (name: string, at = version, key = 'T-1') => tells('task', [{ key, version: at, values: { name } }]);
const taskName = async (key = 'T-1') =>
  (await query(`select t.name from task t join crosswalk c on c.golden_id = t.id where c.key = '${key}'`))[0]?.name;
const worked = () => until(async () => (await told('i.state')).every(({ state }: { state: string }) => state !== 'new'), 'the drain');

it('takes what is proven, by the secret and by the one that replaces it', async () => {
  for (const [key, secret] of [['A', toldSecret], ['B', second]] as const) {
    const response = await send(task(`of ${key}`, version, key), { secret });
    expect([response.status, await response.json()]).toEqual([200, { accepted: true }]);
  }
  await running.until(async () => (await taskName('A')) === 'of A' && (await taskName('B')) === 'of B', 'both tasks');
});

it.each([
  ['signed by another secret', { secret: `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}` }],
  ['six minutes old', { at: new Date(Date.now() - 360_000) }],
  ['six minutes ahead', { at: new Date(Date.now() + 360_000) }],
])('answers 401 and stores nothing of what is %s', async (_what, options) => {
  expect((await send(task('no'), options)).status).toBe(401);
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
  const sent = await Promise.all(Array.from({ length: 6 }, (_each, place) => send(task(`n${place}`), {}, 'slow-lane')));
  const refused = sent.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(3);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect((await told('i.id')).length).toBe(6 - refused.length);
});

it('makes one effect of the same delivery sent three times at once, and counts it', async () => {
  const again = () => send(task('once'), { id: 'msg_same', at: new Date(Math.floor(Date.now() / 1000) * 1000) });
  const body = signed(task('once'), { id: 'msg_same' }) as RequestInit;
  const post = () => fetch(`${running.hub.url}/webhooks/timekeeper`, body);
  expect((await Promise.all([post(), post(), post()])).map(({ status }) => status)).toEqual([200, 200, 200]);
  await running.until(async () => (await taskName()) === 'once', 'the task');
  expect(await told('i.state, i.part')).toEqual([{ state: 'done', part: 0 }]);
  expect(await query('select s.message_id, s.deliveries from inbox_seen s')).toEqual([
    { message_id: 'msg_same', deliveries: 3 },
  ]);
  // The time of sending is part of what is told: under the same name it is another body.
  void again;
});
