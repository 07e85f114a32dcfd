import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signChangeOrder } from '../../sandbox/amend.ts';
import { addAssignment, addResource, addTimecard } from '../../sandbox/firm/delivery.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { type Notice, outboundEnvelope } from '../../sandbox/force/outbound-messages.ts';
import { podInstant } from '../../sandbox/fusion/pod.ts';
import type { World } from '../../sandbox/world.ts';
import { type FirmHub, hubOver } from '../../test/firm-hub.ts';
import { goldenDump, wholeDump } from '../../test/golden-dump.ts';
import { type SimulatedFirm, simulateFirm } from '../../test/sandbox-config.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { replayMessages } from './replay.ts';
import { acceptDelivery, openIntake } from './webhook.ts';

// Three hubs read the same simulated systems: what they see can differ only by how and when they were told.
const firm = smallFirm();
const worker = addResource(firm.ledger, 'Ada Brandt', 'Architect', firm.contract.entity, 90);
const assignment = addAssignment(firm.ledger, firm.project, firm.items[1], worker, 180);
const card = addTimecard(firm.ledger, assignment, { weekEnd: plusDays(firm.ledger.today, -7), hours: 32 });

let simulated: SimulatedFirm;
let told: FirmHub;
let polled: FirmHub;
let flooded: FirmHub;
beforeAll(async () => {
  simulated = await simulateFirm(firm.tables);
  [told, polled, flooded] = await Promise.all([hubOver(simulated), hubOver(simulated), hubOver(simulated)]);
  for (const hub of [told, polled, flooded]) {
    await hub.poll();
    await hub.settle();
  }
});
afterAll(async () => {
  await simulated.close();
  for (const hub of [told, polled, flooded]) await hub.close();
});

async function notify(hub: FirmHub, notices: readonly Notice[]): Promise<void> {
  const salesforce = hub.systems.get('salesforce');
  if (salesforce?.connector.webhook === undefined) throw new Error('no webhook');
  const request = {
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(outboundEnvelope(notices)),
    receivedAt: new Date().toISOString(),
  };
  await acceptDelivery(openIntake(hub.db.hub), salesforce.description, salesforce.connector.webhook, request);
}

/** What happens at the firm, one thing after the other; each says of what the CRM would tell. */
function* changes(world: World): Generator<Notice[]> {
  const { contract, items, events } = firm;
  const sign = (drop: string[], name: string, amount: number) =>
    signChangeOrder(world, {
      contractNumber: contract.number,
      drop,
      add: [{ name, amount, plannedOn: plusDays(firm.ledger.today, 90) }],
    }).notices;
  yield sign([items[2].record.Id], 'Hypercare', 45_000);
  const held = { ...events[2].item, BillHoldFlag: 'Y', LastUpdateDate: podInstant(new Date()) };
  world.changePod('projectBillingEvents', held, 'update', null);
  world.changeOrg('psa', 'pse__Timecard_Header__c', { ...card.record, pse__Status__c: 'Rejected' });
  yield sign([], 'Training', 12_500.25);
  const account = world.crm.get('Account', firm.contract.record['AccountId'] as string);
  if (account === undefined) throw new Error('the contract has no customer');
  world.changeOrg('crm', 'Account', { ...account, Name: 'Nordwind Energie SE' });
  yield [{ object: 'Account', id: account.Id, notificationId: '04l000000000ACCAAA' }];
}

/** The same shuffle every time. */
function shuffled<T>(values: readonly T[]): T[] {
  let state = 7;
  const draws = values.map((value) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return [state, value] as const;
  });
  return draws.sort(([a], [b]) => a - b).map(([, value]) => value);
}

it('ends alike, told once, not at all, or three times over in any order with polls between', async () => {
  const sent: Notice[] = [];
  for (const notices of changes(simulated.world)) {
    // Told at once, so that it reads the state of that moment again.
    await notify(told, notices);
    await told.settle();
    // Polled now and then, and told of some things long after it has read them.
    await flooded.poll(sent.length === 0 ? 'fusion' : 'salesforce');
    sent.push(...notices);
  }
  for (const notice of shuffled([...sent, ...sent, ...sent])) {
    await notify(flooded, [notice]);
    await flooded.settle();
    await flooded.poll('certinia');
  }
  // Only the CRM tells; the others are polled by all three, the CRM itself by the one that was not told.
  await told.poll('certinia');
  await told.poll('fusion');
  await polled.poll();
  await flooded.poll();
  await notify(flooded, sent);
  for (const hub of [told, polled, flooded]) await hub.settle();

  const byPolls = await goldenDump(polled.db.hub);
  expect(byPolls['contract']?.[0]).toContain('142500.25');
  expect(byPolls['customer']?.[0]).toContain('Nordwind Energie SE');
  expect(byPolls['drift']?.length).toBeGreaterThan(0);
  expect(await goldenDump(told.db.hub)).toEqual(byPolls);
  expect(await goldenDump(flooded.db.hub)).toEqual(byPolls);

  // Each has come by it in its own way.
  const ways = (hub: FirmHub) =>
    withConnection(hub.db.hub, (sql) =>
      sql.rows("select distinct i.origin from inbox i where i.system = 'salesforce' and not i.baseline order by 1"),
    );
  expect(await ways(told)).toEqual([{ origin: 'reread' }, { origin: 'webhook' }]);
  expect(await ways(polled)).toEqual([{ origin: 'poll' }]);
  const repeats = await withConnection(flooded.db.hub, (sql) =>
    sql.rows<{ deliveries: number }>('select s.deliveries from inbox_seen s'),
  );
  expect(repeats.map(({ deliveries }) => deliveries)).toEqual(sent.map(() => 4));
});

it('is not changed by taking the whole inbox in again', async () => {
  for (const hub of [told, polled, flooded]) {
    const before = await wholeDump(hub.db.hub);
    const count = await transaction(hub.db.hub, (sql) => replayMessages(sql, {}));
    expect(count).toBeGreaterThan(0);
    await hub.settle();
    expect(await wholeDump(hub.db.hub)).toEqual(before);
  }
});
