import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../test/database.ts';
import type { Config } from './config.ts';
import { HubError } from './domain/errors.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { inTurn, type Turn } from './entities/turns.ts';
import { registerSystems } from './ingest/streams.ts';
import { type Traffic, trafficOver } from './traffic.ts';

// Two hubs that share nothing but the tables.
let db: TestDatabase;
let hubs: [Traffic, Traffic];
const requestsPerMinute = 6;

beforeAll(async () => {
  db = await testDatabase();
  const timing = { breaker: { failures: 5, firstSeconds: 600, mostSeconds: 3600 }, deliveryLeaseSeconds: 600 };
  const systems = [{ name: 'erp', requestsPerMinute }, { name: 'psa' }];
  const config = { systems, policy: { timing } } as unknown as Config;
  await transaction(db.hub, (sql) =>
    registerSystems(
      sql,
      systems.map((system) => ({
        ...system,
        role: 'erp',
        baseUrl: '',
        peers: {},
        options: {},
        connectorName: 'fusion',
        stage: 'write',
        legalEntityIds: [],
        streams: [],
      })),
    ),
  );
  hubs = [trafficOver(config, db.hub), trafficOver(config, db.hub)];
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.hub.query('update system_budget set next_at = null');
  await db.hub.query(
    'update system_way set failures = 0, openings = 0, opened_at = null, probe_at = null, probing = false, closed_at = null',
  );
});

const begin = (hub: Traffic, system = 'psa'): Promise<Turn> =>
  transaction(db.hub, (sql) => hub.begin(sql, system, 'out'));
const silence = new HubError('UPSTREAM_UNREACHABLE', 'nobody is there');
const fail = (hub: Traffic, error: unknown = silence) =>
  inTurn(hub, 'psa', 'out', () => Promise.reject(error)).catch(() => undefined);
const passes = async (turns: readonly Promise<Turn>[]) =>
  (await Promise.all(turns)).filter(({ wait }) => wait === 0).length;
const wayOf = (system: string) =>
  withConnection(db.hub, (sql) =>
    sql.row<{ failures: number; open: boolean; closed: boolean; last_error: string | null }>(
      `select w.failures, w.opened_at is not null as open, w.closed_at is not null as closed, w.last_error
         from system_way w where w.system = $1 and w.direction = 'out'`,
      [system],
    ),
  );

it('opens a breaker by what all hubs have seen together, and shuts out all of them', async () => {
  for (const hub of [0, 1, 0, 1] as const) await fail(hubs[hub]);
  expect(await begin(hubs[0])).toEqual({ wait: 0 });
  await fail(hubs[0]);
  for (const hub of hubs) {
    expect(await begin(hub)).toMatchObject({ because: 'breaker', lastError: 'nobody is there' });
  }
  expect(await wayOf('psa')).toMatchObject({ failures: 5, open: true });
  expect(await begin(hubs[0], 'erp')).toEqual({ wait: 0 });
});

it('counts only failures in a row, and no refusal: whoever refuses has answered', async () => {
  for (const _time of [1, 2, 3, 4]) await fail(hubs[0]);
  await fail(hubs[1], new HubError('UPSTREAM_REFUSED', 'no'));
  expect(await wayOf('psa')).toEqual({ failures: 0, open: false, closed: false, last_error: null });
  for (const _time of [1, 2, 3, 4]) await fail(hubs[0], new HubError('UPSTREAM_UNAVAILABLE', 'no answer'));
  await fail(hubs[0], new HubError('UPSTREAM_THROTTLED', 'slowly'));
  expect(await wayOf('psa')).toMatchObject({ failures: 0 });
});

it('lets one probe of all hubs through when its time has come, and everybody once that is answered', async () => {
  for (const _time of [1, 2, 3, 4, 5]) await fail(hubs[0]);
  await db.hub.query(`update system_way set probe_at = clock_timestamp()`);
  expect(await passes([...hubs, ...hubs, ...hubs].map((hub) => begin(hub)))).toBe(1);
  await inTurn(hubs[1], 'psa', 'out', async () => 'here');
  expect(await wayOf('psa')).toEqual({ failures: 0, open: false, closed: true, last_error: null });
  expect(await passes([...hubs, ...hubs].map((hub) => begin(hub)))).toBe(4);
});

it('stays shut for longer when the probe fails', async () => {
  for (const _time of [1, 2, 3, 4, 5]) await fail(hubs[0]);
  await db.hub.query(`update system_way set probe_at = clock_timestamp()`);
  expect(await begin(hubs[0])).toEqual({ wait: 0 });
  await fail(hubs[0]);
  // At least half of twice the first pause, less what has passed.
  expect((await begin(hubs[1])).wait).toBeGreaterThan(590);
});

it('gives a turn to one of all who want it at once where there is a budget, and to all where there is none', async () => {
  expect(await passes([...hubs, ...hubs, ...hubs].map((hub) => begin(hub, 'erp')))).toBe(1);
  expect(await begin(hubs[1], 'erp')).toMatchObject({ because: 'budget', wait: expect.any(Number) });
  expect(await passes([...hubs, ...hubs, ...hubs].map((hub) => begin(hub)))).toBe(6);
});

it('takes every request off the budget once: the first with its turn, the others when they are made', async () => {
  const send = hubs[0].metered('erp', async () => ({ status: 200, headers: {}, text: '' }));
  expect(await passes([begin(hubs[0], 'erp')])).toBeLessThanOrEqual(1);
  await db.hub.query('update system_budget set next_at = null');
  // What an earlier turn has paid for and not used is used up first.
  for (let each = 0; each < 10; each += 1) await send({ url: '' });
  await db.hub.query('update system_budget set next_at = null');
  expect(await begin(hubs[0], 'erp')).toEqual({ wait: 0 });
  for (let each = 0; each < 4; each += 1) await send({ url: '' });
  const [{ ahead }] = await db.hub.query(
    `select extract(epoch from b.next_at - clock_timestamp())::float8 as ahead from system_budget b where b.system = 'erp'`,
  );
  // Four requests, ten seconds each, less what has passed since the first.
  expect(ahead).toBeGreaterThan(30);
  expect(ahead).toBeLessThanOrEqual(40);
});
