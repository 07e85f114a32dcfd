import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signChangeOrder } from '../../../sandbox/amend.ts';
import { plusDays } from '../../../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../../../sandbox/force/outbound-messages.ts';
import { type RunningHub, runningHub } from '../../../test/running-hub.ts';
import { smallFirm } from '../../../test/small-firm.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables, { psaExternalIds: false });
});
afterAll(() => running.close());

const records = () =>
  [...running.world.psa.table('pse__Milestone__c').values()].filter((record) => record['Name'] === 'Hypercare');

it('joins and corrects by natural key where the firm has added no fields: one milestone, though an answer got lost', async () => {
  const signed = signChangeOrder(running.world, {
    contractNumber: firm.contract.number,
    drop: [],
    add: [{ name: 'Hypercare', amount: 45_000.1, plannedOn: plusDays(firm.ledger.today, 90) }],
  });
  expect(await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, signed.notices)).toBe(true);
  const subject = await running.until(async () => {
    const [row] = await running.db.hub.query("select m.id from milestone m where m.name = 'Hypercare'");
    if (row === undefined) return undefined;
    const { contracts } = await running.ask<{ contracts: { nodes: { id: string }[] } }>(
      'finance',
      '{ contracts { nodes { id } } }',
    );
    return contracts.nodes[0]?.id;
  }, 'the change order in the hub');

  const { planCorrection } = await running.ask<{
    planCorrection: { correction: { id: string; version: number }; errors: object[] };
  }>(
    'finance',
    `mutation ($subject: ID!) { planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $subject, reason: "amended" }) {
       errors { code message } correction { id version } } }`,
    { subject },
  );
  expect(planCorrection.errors).toEqual([]);
  // The milestone is created, and nobody hears of it.
  running.world.simulators.psa.faults.dropReplies = 1;
  await running.ask(
    'approver',
    'mutation ($id: ID!, $version: Int!) { approveCorrection(input: { id: $id, expectedVersion: $version }) { errors { code } } }',
    planCorrection.correction,
  );
  await running.until(async () => {
    const [row] = await running.db.hub.query("select 1 from correction k where k.state = 'confirmed'");
    return row !== undefined;
  }, 'the correction confirmed');

  expect(running.world.simulators.psa.faults.dropReplies).toBe(0);
  expect(records().map((record) => [record['pse__Milestone_Amount__c'], record['pse__Project__c']])).toEqual([
    [45_000.1, firm.project.record.Id],
  ]);
  const creates = running.world.simulators.psa.effects.filter(({ action }) => action === 'create');
  expect(creates).toHaveLength(1);
  // What proves the correction is read before it is folded.
  const links = await running.until(async () => {
    const found = await running.db.hub.query(
      `select c.system, c.method from crosswalk c join milestone m on m.id = c.golden_id
        where c.kind = 'milestone' and m.name = 'Hypercare' order by c.system`,
    );
    return found.length > 2 && found;
  }, 'the milestone of each system');
  expect(links).toEqual([
    { system: 'certinia', method: 'natural-key' },
    { system: 'fusion', method: 'foreign-id' },
    { system: 'salesforce', method: 'origin' },
  ]);
});
