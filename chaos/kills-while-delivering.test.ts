import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signChangeOrder } from '../sandbox/amend.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { HubClient } from '../sandbox/start/hub-client.ts';
import { type TestDatabase, testDatabase } from '../test/database.ts';
import { type HubProcess, hubProcess } from '../test/hub-process.ts';
import { type SimulatedFirm, simulateFirm } from '../test/sandbox-config.ts';
import { smallFirm } from '../test/small-firm.ts';
import { until } from '../test/until.ts';

const kills = 20;
// After eight outcomes in a row that nobody knows a delivery is given to a person.
const killsOfOne = 7;
const firm = smallFirm();
let db: TestDatabase;
let simulated: SimulatedFirm;
let hub: HubProcess;

beforeAll(async () => {
  db = await testDatabase();
  simulated = await simulateFirm(firm.tables, {
    timing: { deliveryLeaseSeconds: 3, outboundTimeoutSeconds: 1, settleFloorSeconds: 1 },
  });
  hub = await hubProcess(simulated, db.url);
});
afterAll(async () => {
  await hub.stop();
  await simulated.close();
  await db.close();
});

const ask = async <T>(persona: string, query: string, variables: object = {}): Promise<T> =>
  (await HubClient.signIn(hub.url(), persona, 'demo-key-of-the-tests')).ask<T>(query, variables);

/** Signs a change order that adds a milestone, and gets its correction planned and approved. */
async function approvedCorrection(name: string): Promise<string> {
  signChangeOrder(simulated.world, {
    contractNumber: firm.contract.number,
    drop: [],
    add: [{ name, amount: 1000, plannedOn: plusDays(firm.ledger.today, 90) }],
  });
  await until(async () => {
    const [row] = await db.hub.query('select 1 from milestone m where m.name = $1', [name]);
    return row !== undefined;
  }, `${name} in the hub`);
  const { contracts } = await ask<{ contracts: { nodes: { id: string }[] } }>(
    'finance',
    '{ contracts { nodes { id } } }',
  );
  const { planCorrection } = await ask<{
    planCorrection: { correction: { id: string; version: number }; errors: object[] };
  }>(
    'finance',
    `mutation ($subject: ID!) { planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $subject, reason: "kills" }) {
       errors { code message } correction { id version } } }`,
    { subject: contracts.nodes[0]?.id },
  );
  expect(planCorrection.errors).toEqual([]);
  const { approveCorrection } = await ask<{ approveCorrection: { errors: object[] } }>(
    'approver',
    `mutation ($id: ID!, $version: Int!) { approveCorrection(input: { id: $id, expectedVersion: $version }) {
       errors { code message } } }`,
    planCorrection.correction,
  );
  expect(approveCorrection.errors).toEqual([]);
  // A global id is the kind and the id, encoded.
  return Buffer.from(planCorrection.correction.id, 'base64url').toString('utf8').split(':')[1] as string;
}

const isConfirmed = async (id: string): Promise<boolean> =>
  (await db.hub.query('select k.state from correction k where k.id = $1', [id]))[0].state === 'confirmed';

/** Waits until a correction is confirmed. Throws, saying how its deliveries and what waits in the inbox stand, if it never is. */
async function whenConfirmed(id: string, what: string): Promise<void> {
  const stands = async (error: Error) => {
    const deliveries = await db.hub.query(
      `select o.system, o.state, o.attempts, o.unknowns, o.detail, o.changed_at, o.lease_until, o.settle_until, o.next_try_at
         from outbox o where o.correction_id = $1 order by o.id`,
      [id],
    );
    const waiting = await db.hub.query(
      `select i.system, i.stream, i.type, i.attempts, i.next_try_at, i.reason from inbox i where i.state = 'new'`,
    );
    const ways = await db.hub.query('select * from system_way');
    const [{ state }] = await db.hub.query('select k.state from correction k where k.id = $1', [id]);
    throw new Error(`${error.message}; instead: ${JSON.stringify({ state, deliveries, waiting, ways })}`);
  };
  await until(() => isConfirmed(id), what).catch(stands);
}

/** Waits until a write arrives at a target (true) or the correction is confirmed (false), whichever is first. */
async function writesBeforeConfirmed(id: string, name: string): Promise<boolean> {
  if (await isConfirmed(id)) return false;
  const write = new Promise<boolean>((resolve) => {
    for (const simulator of Object.values(simulated.world.simulators)) simulator.onWrite = () => resolve(true);
  });
  const confirmed = whenConfirmed(id, name).then(() => false);
  return Promise.race([write, confirmed]);
}

it('carries out every approved change exactly once, however often the hub is killed while it delivers', async () => {
  await until(
    async () => (await db.hub.query(`select 1 from job_fire j where j.job = 'baseline'`)).length > 0,
    'the load',
  );
  const names: string[] = [];
  let killed = 0;
  while (killed < kills) {
    const name = `Extension ${names.length + 1}`;
    names.push(name);
    const id = await approvedCorrection(name);
    for (let ofThis = 0; ofThis < killsOfOne && killed < kills; ofThis += 1) {
      if (!(await writesBeforeConfirmed(id, name))) break;
      // Somewhere between the write's arrival and what the hub makes of the answer.
      const pause = (killed % 5) * 8;
      await new Promise((resolve) => setTimeout(resolve, pause));
      await hub.killAndRestart();
      killed += 1;
    }
    await whenConfirmed(id, `${name} after the last kill`);
  }
  for (const simulator of Object.values(simulated.world.simulators)) simulator.onWrite = undefined;

  const { psa, erp } = simulated.world.simulators;
  for (const name of names) {
    const creates = (effects: typeof psa.effects, object: string) =>
      effects.filter(
        (effect) => effect.object === object && effect.action === 'create' && effect.marker?.includes(name),
      );
    const inPsa = [...simulated.world.psa.table('pse__Milestone__c').values()].filter(
      (record) => record['Name'] === name,
    );
    const inErp = [...simulated.world.pod.table('projectBillingEvents').values()].filter(
      (item) => item['EventDescription'] === name,
    );
    expect({ name, psa: inPsa.length, erp: inErp.length }).toEqual({ name, psa: 1, erp: 1 });
    expect(
      creates(psa.effects, 'pse__Milestone__c').length + creates(erp.effects, 'projectBillingEvents').length,
    ).toBeLessThanOrEqual(2);
  }
  expect(killed).toBe(kills);
}, 1_200_000);
